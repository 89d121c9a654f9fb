import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { BUSINESSES_KEY } from "../../api/queries.ts";
import { Note } from "../../ui/page.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { demo } from "../../words/en/demo.ts";
import { localeNow } from "../../words/language.ts";
import { phoneWords } from "../../words/phone.ts";
import classes from "./businesses.module.css";

/** A business with a simulated line, and the link by which a marketplace's reviewer gets in. */
export function useDemo() {
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  return useMutation({
    mutationFn: () => api.createDemo(key.current),
    onSettled: async () => {
      key.current = newIdempotencyKey();
      await client.invalidateQueries({ queryKey: BUSINESSES_KEY });
    },
  });
}

export function DemoButton({ making }: { making: ReturnType<typeof useDemo> }) {
  return (
    <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
      {demo("make")}
    </Button>
  );
}

export function DemoNote({ making }: { making: ReturnType<typeof useDemo> }) {
  if (making.isError)
    return (
      <Note tone="bad" title={demo("notMade")}>
        {wordsOf(making.error)}
      </Note>
    );
  if (making.data === undefined || making.data.signIn === null) return null;
  const { name, line, endsAt, signIn } = making.data;
  const day = new Date(endsAt).toLocaleDateString(localeNow(), { dateStyle: "long" });
  return (
    <Note tone="good" title={demo("made", { name })}>
      {demo("madeWords", { line: phoneWords(line, "US"), day })}{" "}
      <code className={classes.key}>{signIn.url}</code>
    </Note>
  );
}
