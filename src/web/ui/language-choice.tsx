import { SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { frameOf } from "../api/frame.ts";
import { common } from "../words/en/common.ts";
import { LANGUAGES, type Language, rememberLanguage, speakLanguage, useLanguage } from "../words/language.ts";

/** Each language by its own name. What is chosen is kept in this browser. */
export function LanguageChoice({ label }: { label: string }) {
  const language = useLanguage();
  const choose = async (wanted: Language) => {
    try {
      await speakLanguage(wanted);
    } catch {
      notifications.show({ color: "red", title: common("didNotWork"), message: common("unreachable") });
      return;
    }
    if (frameOf() === null) rememberLanguage(wanted);
  };
  return (
    <SegmentedControl
      fullWidth
      size="md"
      aria-label={label}
      data={Object.entries(LANGUAGES).map(([value, name]) => ({
        value,
        label: <span lang={value}>{name}</span>,
      }))}
      value={language}
      onChange={(wanted) => void choose(wanted as Language)}
    />
  );
}
