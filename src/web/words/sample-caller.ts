/** Whose name the preview shows: the longest real one, because a text that fits them fits everybody. */
import { firstNameOf } from "../../domain/template.ts";

export interface SampleCaller {
  readonly name: string;
  readonly firstName: string;
  readonly phone: string;
  /** Not one of the business's own callers. */
  readonly invented: boolean;
}

const INVENTED: SampleCaller = {
  name: "Maximiliana Featherstone",
  firstName: "Maximiliana",
  phone: "+15125550142",
  invented: true,
};

const length = (text: string) => [...text].length;

/** @param uses whether the message uses the whole name or only the first */
export function longestCaller(
  callers: readonly { readonly name: string | null; readonly phone: string }[],
  uses: "name" | "firstName",
): SampleCaller {
  const named = callers.flatMap(({ name, phone }): SampleCaller[] => {
    const firstName = firstNameOf(name);
    return name === null || firstName === null ? [] : [{ name, firstName, phone, invented: false }];
  });
  return (
    named.reduce<SampleCaller | null>(
      (best, each) => (best === null || length(each[uses]) > length(best[uses]) ? each : best),
      null,
    ) ?? INVENTED
  );
}
