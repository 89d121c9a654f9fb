/** Of the window: how much is unread is seen from another one too. */
export const inboxTitle = (unread: number, what: string): string =>
  `${unread > 0 ? `(${unread}) ` : ""}${what} · textback`;
