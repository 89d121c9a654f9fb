/** A file that the server makes, kept where the browser keeps downloads. */
import { addressOf, problemOf } from "./client.ts";

/** A link cannot say which form of a list it wants, so the page fetches it and hands it on. */
export async function saveCsv(path: string, fileName: string): Promise<void> {
  const response = await fetch(addressOf(path), { headers: { accept: "text/csv" } });
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
