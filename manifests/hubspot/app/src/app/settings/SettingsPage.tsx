/** The app's page under Connected apps: how the connection is, and what new contacts get. */
import {
  Alert,
  Button,
  DescriptionList,
  DescriptionListItem,
  ErrorState,
  Flex,
  Link,
  LoadingSpinner,
  Text,
} from "@hubspot/ui-extensions";
import { useCallback, useEffect, useState } from "react";
import { Fields } from "./Fields.tsx";
import { readSettings, ServiceProblem, type Settings } from "./service.ts";

export function SettingsPage() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [problem, setProblem] = useState<ServiceProblem | null>(null);

  const load = useCallback(async () => {
    setProblem(null);
    try {
      setSettings(await readSettings());
    } catch (error) {
      if (!(error instanceof ServiceProblem)) throw error;
      setProblem(error);
    }
  }, []);
  useEffect(() => {
    void load();
  }, [load]);

  if (problem !== null)
    return (
      <ErrorState title="The settings are not shown">
        <Text>{problem.message}</Text>
        {problem.connectUrl === null ? (
          <Button variant="primary" onClick={() => void load()}>
            Try again
          </Button>
        ) : (
          <Button variant="primary" href={{ url: problem.connectUrl, external: true }}>
            Connect
          </Button>
        )}
      </ErrorState>
    );
  if (settings === null) return <LoadingSpinner label="Loading settings" showLabel />;
  return (
    <Flex direction="column" gap="large">
      <Health settings={settings} />
      <Facts settings={settings} />
      <Fields settings={settings} saved={setSettings} />
      <Link href={{ url: settings.pageUrl, external: true }}>Open textback</Link>
    </Flex>
  );
}

function Health({ settings }: { settings: Settings }) {
  const { health, detail, failed, connectUrl } = settings;
  if (health === "needs_reconnect")
    return (
      <Alert title="Connect again" variant="danger">
        {detail ?? "The access has ended."} <Link href={{ url: connectUrl, external: true }}>Connect</Link>
      </Alert>
    );
  if (failed > 0)
    return (
      <Alert
        title={failed === 1 ? "1 activity was refused" : `${failed} activities were refused`}
        variant="warning"
      >
        Open textback to see why, and to send them again.
      </Alert>
    );
  return (
    <Alert title="Connected" variant="success">
      Calls and texts are logged on contacts.
    </Alert>
  );
}

function Facts({ settings: { business, lines, availableCredits, pending } }: { settings: Settings }) {
  return (
    <DescriptionList direction="row">
      <DescriptionListItem label="Business">
        <Text>{business}</Text>
      </DescriptionListItem>
      <DescriptionListItem label="Lines">
        <Text>{lines.length === 0 ? "None yet" : lines.map(lineWords).join(", ")}</Text>
      </DescriptionListItem>
      <DescriptionListItem label="Credits left">
        <Text>{String(availableCredits)}</Text>
      </DescriptionListItem>
      <DescriptionListItem label="On their way">
        <Text>{String(pending)}</Text>
      </DescriptionListItem>
    </DescriptionList>
  );
}

const lineWords = ({ number, enabled, rings }: Settings["lines"][number]): string =>
  !enabled ? `${number} (texts off)` : rings ? number : `${number} (rings no phone yet)`;
