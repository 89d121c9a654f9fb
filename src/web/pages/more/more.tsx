/** What does not fit the bar of a phone: further pages, how the page looks, and signing out. */
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { api } from "../../api/endpoints.ts";
import { frameOf } from "../../api/frame.ts";
import { useOpenNotices } from "../../shell/open-notices.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import classes from "./more.module.css";

const LOOKS = [
  { value: "auto", label: "As the device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export default function More() {
  const { session, businessId, choose } = useWorkspace();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: (where: "here" | "everywhere") =>
      where === "here" ? api.signOut() : api.signOutEverywhere(),
    onSuccess: async () => {
      client.clear();
      await navigate("/sign-in", { replace: true });
    },
  });
  const who = session.user.name ?? session.user.email ?? session.user.phone ?? "You";
  return (
    <PageFrame title="More">
      <Card flush>
        <ul className={classes.list}>
          {session.role === "operator" && <Entry to="/businesses" icon="building" label="Businesses" />}
          {businessId !== null && (
            <>
              <Notices business={businessId} />
              <Entry to="/reports" icon="chart" label="Reports" />
              <Entry to="/connection" icon="plug" label="CRM" />
              <Entry to="/alerts" icon="bell" label="Alerts" />
              <Entry to="/people" icon="people" label="People" />
              <Entry to="/kept-data" icon="lock" label="Privacy" />
              <Entry to="/blocked" icon="block" label="Blocked numbers" />
              <Entry to="/test" icon="phone" label="Try a line out" />
              <Entry to="/welcome" icon="lifebuoy" label="Set up a line" />
            </>
          )}
        </ul>
      </Card>
      {session.role !== "operator" && session.businesses.length > 1 && (
        <Card title="Business" flush>
          <ul className={classes.list}>
            {session.businesses.map(({ id, name }) => (
              <li key={id}>
                <button
                  type="button"
                  className={classes.entry}
                  aria-pressed={id === businessId}
                  onClick={async () => {
                    choose(id);
                    await navigate("/inbox");
                  }}
                >
                  <Icon name="building" />
                  <span>{name}</span>
                  {id === businessId && <Icon name="check" size={18} />}
                </button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Look">
        <SegmentedControl
          fullWidth
          size="md"
          aria-label="Look"
          data={LOOKS}
          value={colorScheme}
          onChange={(look) => setColorScheme(look as "auto" | "light" | "dark")}
        />
      </Card>
      {frameOf() === null && (
        <Card flush>
          <ul className={classes.list}>
            <li>
              <button
                type="button"
                className={classes.entry}
                onClick={() => signOut.mutate("here")}
                disabled={signOut.isPending}
              >
                <Icon name="out" />
                <span>
                  Sign out
                  <small>Signed in as {who}</small>
                </span>
              </button>
            </li>
            <li>
              <button
                type="button"
                className={classes.entry}
                onClick={() => signOut.mutate("everywhere")}
                disabled={signOut.isPending}
              >
                <Icon name="out" />
                <span>
                  Sign out everywhere
                  <small>On each phone and computer; for when one is lost</small>
                </span>
              </button>
            </li>
          </ul>
          {signOut.isError && (
            <p role="alert" className={classes.error}>
              {wordsOf(signOut.error)}
            </p>
          )}
        </Card>
      )}
    </PageFrame>
  );
}

function Notices({ business }: { business: string }) {
  const open = useOpenNotices(business);
  return (
    <Entry
      to="/notices"
      icon="alert"
      label="Notices"
      about={open === 0 ? undefined : open === 1 ? "1 needs you" : `${open} need you`}
    />
  );
}

function Entry({
  to,
  icon,
  label,
  about,
}: {
  to: string;
  icon: IconName;
  label: string;
  about?: string | undefined;
}) {
  return (
    <li>
      <Link to={to} className={classes.entry}>
        <Icon name={icon} />
        <span>
          {label}
          {about !== undefined && <small>{about}</small>}
        </span>
        <Icon name="next" size={18} />
      </Link>
    </li>
  );
}
