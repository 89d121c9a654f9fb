/** Who works with this business's calls and texts, and who is invited to. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api } from "../../api/endpoints.ts";
import { frameOf } from "../../api/frame.ts";
import { invitationsQuery, keys, usersQuery } from "../../api/queries.ts";
import type { Invitation } from "../../api/shapes.ts";
import { useMayManage } from "../../shell/may-manage.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { SureButton } from "../../ui/sure-button.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { people } from "../../words/en/people.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords } from "../../words/time.ts";
import { Invite } from "./invite.tsx";
import { Person } from "./person.tsx";
import classes from "./settings.module.css";

export default function PeoplePage() {
  const mayManage = useMayManage();
  return (
    <PageFrame title={people("title")} about={people("about")}>
      {mayManage ? (
        <>
          <People />
          <Invitations />
        </>
      ) : (
        <Note tone="wait" title={people("ownersOnly")} />
      )}
      {frameOf() === null && <Everywhere />}
    </PageFrame>
  );
}

function People() {
  const { id } = useBusiness();
  const users = useQuery(usersQuery(id));
  return (
    <Card flush>
      {users.data === undefined ? (
        <Waiting query={users} />
      ) : users.data.length === 0 ? (
        <p className={`${classes.row} ${classes.soft}`}>{people("nobody")}</p>
      ) : (
        <ul className={classes.list}>
          {users.data.map((user) => (
            <Person key={user.id} user={user} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Invitations() {
  const { id } = useBusiness();
  const invitations = useQuery(invitationsQuery(id));
  return (
    <>
      <Card title={people("invite.title")} about={people("invite.about")}>
        <Invite />
      </Card>
      {invitations.data !== undefined && invitations.data.length > 0 && (
        <Card title={people("invited.title")} flush>
          <ul className={classes.list}>
            {invitations.data.map((invitation) => (
              <Invited key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Invited({ invitation }: { invitation: Invitation }) {
  const { id, country, timeZone } = useBusiness();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => api.withdrawInvitation(id, invitation.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users(id) }),
  });
  const { name, email, phone, role, expiresAt } = invitation;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <p>
          <strong>{name}</strong>
          <span className={classes.tag}>{people(`roles.${role}`)}</span>
        </p>
        <p className={classes.soft}>
          {people("invited.until", {
            contact: email ?? (phone === null ? people("invited.byHand") : phoneWords(phone, country)),
            moment: momentWords(new Date(expiresAt), timeZone),
          })}
        </p>
      </div>
      <SureButton
        question={people("invited.sure")}
        loading={withdraw.isPending}
        onSure={() => withdraw.mutate()}
      >
        {people("invited.withdraw")}
      </SureButton>
      {withdraw.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(withdraw.error)}
        </p>
      )}
    </li>
  );
}

/** A lost phone is the moment at which somebody looks for this. */
function Everywhere() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: api.signOutEverywhere,
    onSuccess: async () => {
      client.clear();
      await navigate("/sign-in", { replace: true });
    },
  });
  return (
    <Card title={people("you")} about={people("everywhere.about")}>
      <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {people("everywhere.signOut")}
      </Button>
      {signOut.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(signOut.error)}
        </p>
      )}
    </Card>
  );
}
