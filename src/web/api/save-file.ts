/** A file that the server makes, kept where the browser keeps downloads. */
import { askForCsv, type Query } from "./client.ts";

/** A link cannot say which form of a list it wants, nor who asks, so the page fetches it and hands it on. */
export async function saveCsv(path: string, fileName: string, query: Query = {}): Promise<void> {
  const url = URL.createObjectURL(await askForCsv(path, query));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
