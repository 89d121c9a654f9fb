/** Mantine, in our colours: what it draws takes the tokens of tokens.css. */
import {
  type ButtonProps,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorScheme,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
} from "@mantine/core";
import { common } from "./words/en/common.ts";

const pine: MantineColorsTuple = [
  "#e8f6f1",
  "#d2ebe3",
  "#a5d8c8",
  "#74c4ab",
  "#46c2a4",
  "#2a9d83",
  "#15806a",
  "#0b6b58",
  "#085646",
  "#053f33",
];

/** Mantine's greys of the dark scheme, with a trace of our green. */
const dark: MantineColorsTuple = [
  "#e9efec",
  "#c3cdc9",
  "#a3b1ac",
  "#75837e",
  "#323d39",
  "#29322f",
  "#202927",
  "#181f1d",
  "#121817",
  "#101514",
];

/** Filled buttons by their colour; Mantine's own red is too pale for its words. */
const FILLED: Readonly<Record<string, Readonly<Record<`--button-${string}`, string>>>> = {
  pine: { "--button-color": "var(--on-accent)" },
  red: { "--button-bg": "var(--bad)", "--button-hover": "var(--bad)", "--button-color": "var(--on-bad)" },
};

export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: "10px",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  headings: { fontWeight: "650" },
  components: {
    // 44 px: what a thumb hits.
    Button: {
      // Mantine picks white or black by the light scheme's shade alone.
      vars: (_theme: unknown, { variant = "filled", color }: ButtonProps) => ({
        root: variant === "filled" ? (FILLED[color ?? "pine"] ?? {}) : {},
      }),
      defaultProps: { size: "md" },
      styles: { root: { minHeight: "var(--tap)" }, label: { fontWeight: 580 } },
    },
    ActionIcon: { defaultProps: { size: 44, variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    NumberInput: { defaultProps: { size: "md", hideControls: true } },
    NativeSelect: { defaultProps: { size: "md" } },
    Pill: {
      styles: {
        root: { height: "40px" },
        label: { height: "40px", lineHeight: "40px" },
        remove: { width: "40px", minWidth: "40px", height: "40px" },
      },
    },
    Switch: { defaultProps: { size: "md" } },
    Notification: {
      // Asked each time it is drawn: the language may have changed.
      defaultProps: () => ({ closeButtonProps: { "aria-label": common("close"), size: 44 } }),
      styles: { description: { color: "var(--ink-soft)" } },
    },
  },
});

const tokens = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-soft)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--sunken)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-color-placeholder": "var(--ink-soft)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-light": "var(--accent-soft)",
  "--mantine-primary-color-light-hover": "var(--accent-soft)",
  "--mantine-primary-color-light-color": "var(--on-accent-soft)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
  "--mantine-color-pine-filled": "var(--accent)",
  "--mantine-color-pine-filled-hover": "var(--accent-hover)",
  "--mantine-color-pine-light": "var(--accent-soft)",
  "--mantine-color-pine-light-hover": "var(--accent-soft)",
  "--mantine-color-pine-light-color": "var(--on-accent-soft)",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: tokens, dark: tokens });

/** Where nothing can be kept: the look lasts as long as the page. */
export function forgetfulLook(): MantineColorSchemeManager {
  let look: MantineColorScheme | null = null;
  return {
    get: (byDefault) => look ?? byDefault,
    set: (chosen) => {
      look = chosen;
    },
    subscribe: () => {},
    unsubscribe: () => {},
    clear: () => {
      look = null;
    },
  };
}
