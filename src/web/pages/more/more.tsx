/** What does not fit the bar of a phone: further pages, how the page looks, its language, and signing out. */
import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { api } from "../../api/endpoints.ts";
import { frameOf } from "../../api/frame.ts";
import { useOpenNotices } from "../../shell/open-notices.ts";
import { useWorkspace } from "../../shell/workspace.tsx";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { LanguageChoice } from "../../ui/language-choice.tsx";
import { Card, PageFrame } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { more } from "../../words/en/more.ts";
import { shell } from "../../words/en/shell.ts";
import classes from "./more.module.css";

const LOOKS = ["auto", "light", "dark"] as const;

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
  const who = session.user.name ?? session.user.email ?? session.user.phone ?? more("you");
  return (
    <PageFrame title={more("title")}>
      <Card flush>
        <ul className={classes.list}>
          {session.role === "operator" && (
            <Entry to="/businesses" icon="building" label={shell("place.businesses")} />
          )}
          {businessId !== null && (
            <>
              <Notices business={businessId} />
              <Entry to="/reports" icon="chart" label={shell("place.reports")} />
              <Entry to="/connection" icon="plug" label={shell("place.crm")} />
              <Entry to="/alerts" icon="bell" label={more("alerts")} />
              <Entry to="/people" icon="people" label={more("people")} />
              <Entry to="/kept-data" icon="lock" label={more("privacy")} />
              <Entry to="/blocked" icon="block" label={more("blocked")} />
              <Entry to="/test" icon="phone" label={more("tryLine")} />
              <Entry to="/welcome" icon="lifebuoy" label={more("setUpLine")} />
            </>
          )}
        </ul>
      </Card>
      {session.role !== "operator" && session.businesses.length > 1 && (
        <Card title={more("business")} flush>
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
      <Card title={more("language")}>
        <LanguageChoice label={more("language")} />
      </Card>
      <Card title={more("look")}>
        <SegmentedControl
          fullWidth
          size="md"
          aria-label={more("look")}
          data={LOOKS.map((each) => ({ value: each, label: more(`looks.${each}`) }))}
          value={colorScheme}
          onChange={(look) => setColorScheme(look as (typeof LOOKS)[number])}
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
                  {more("signOut")}
                  <small>{more("signedInAs", { who })}</small>
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
                  {more("signOutEverywhere")}
                  <small>{more("everywhereWords")}</small>
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
      label={more("notices")}
      about={open === 0 ? undefined : more("needYou", { count: open })}
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
