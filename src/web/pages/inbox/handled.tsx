import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../api/endpoints.ts";
import { refreshCaller, refreshInbox } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { wordsOf } from "../../ui/states.tsx";
import { inbox } from "../../words/en/inbox.ts";
import classes from "./conversation.module.css";

/** What is open has been read. A failure is not worth a word: it stays unread, and the next look tries again. */
export function useRead(phone: string, unread: boolean): void {
  const { id } = useBusiness();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => api.markRead(id, phone),
    onSuccess: () => refreshInbox(client, id, new Set([phone])),
  });
  useEffect(() => {
    if (unread) mutate();
  }, [unread, mutate]);
}

/** Handled until they call or text again; pressed once more, it is open again. */
export function Handled({ phone, isHandled }: { phone: string; isHandled: boolean }) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const handled = useMutation({
    mutationFn: (wanted: boolean) => api.setHandled(id, phone, wanted),
    onSuccess: () => refreshCaller(client, id, phone),
    onError: (error) =>
      notifications.show({ color: "red", title: inbox("notSaved"), message: wordsOf(error) }),
  });
  return (
    <Button
      variant={isHandled ? "light" : "default"}
      className={classes.handled ?? ""}
      loading={handled.isPending}
      onClick={() => handled.mutate(!isHandled)}
      aria-label={inbox("handled")}
      aria-pressed={isHandled}
      leftSection={<Icon name={isHandled ? "checks" : "check"} size={18} />}
    >
      <span className={classes.wideWords}>{inbox("handled")}</span>
    </Button>
  );
}
