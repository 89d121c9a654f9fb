import { Divider, Flex, Link, Text } from "@hubspot/ui-extensions";
import { Fragment } from "react";
import type { Item } from "./service.ts";

interface Props {
  /** Newest first. */
  readonly items: readonly Item[];
  /** Of the account, by IANA's name. */
  readonly timeZone: string;
}

export function Timeline({ items, timeZone }: Props) {
  if (items.length === 0) return <Text variant="microcopy">No calls and texts yet.</Text>;
  return (
    <Flex direction="column" gap="small">
      {items.map((item, i) => (
        <Fragment key={item.id}>
          {i > 0 && <Divider />}
          <Entry item={item} timeZone={timeZone} />
        </Fragment>
      ))}
    </Flex>
  );
}

function Entry({ item, timeZone }: { item: Item; timeZone: string }) {
  return (
    <Flex direction="column" gap="flush">
      <Text format={{ fontWeight: "demibold" }}>{item.title}</Text>
      {item.words !== "" && <Text>{item.words}</Text>}
      {item.problem !== null && <Text format={{ italic: true }}>{item.problem}</Text>}
      {item.links.map(({ label, url }) => (
        <Link key={url} href={{ url, external: true }}>
          {label}
        </Link>
      ))}
      <Text variant="microcopy">{timeWords(item.at, timeZone)}</Text>
    </Flex>
  );
}

const FORMAT = { dateStyle: "medium", timeStyle: "short" } as const;

function timeWords(at: string, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-US", { ...FORMAT, timeZone }).format(new Date(at));
  } catch {
    // A zone that this worker does not know: the reader's own then.
    return new Intl.DateTimeFormat("en-US", FORMAT).format(new Date(at));
  }
}
