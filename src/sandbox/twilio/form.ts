/** A form as Twilio takes it: a field may be repeated. */

export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first of a repeated field. */
export const one = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === "string" ? value : (value?.[0] ?? "");
};

export const all = (form: Form, name: string): readonly string[] => {
  const value = form[name];
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
};

export const E164 = /^\+[1-9]\d{6,14}$/;
