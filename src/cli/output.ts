/** What a command tells the person who ran it; logs go elsewhere. */
export const out = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
