import type { english } from "../en/more.ts";
import type { Translated } from "../speak.ts";

export const more = {
  title: "Más",
  you: "Usted",
  alerts: "Alertas",
  people: "Personas",
  privacy: "Privacidad",
  blocked: "Números bloqueados",
  tryLine: "Probar una línea",
  setUpLine: "Configurar una línea",
  business: "Negocio",
  language: "Idioma",
  look: "Apariencia",
  looks: { auto: "La del dispositivo", light: "Clara", dark: "Oscura" },
  signOut: "Cerrar sesión",
  signedInAs: "Sesión iniciada como {who}",
  signOutEverywhere: "Cerrar sesión en todas partes",
  everywhereWords: "En cada teléfono y computadora; por si perdió uno",
  notices: "Avisos",
  needYou: "{count, plural, one {# lo necesita} other {# lo necesitan}}",
} satisfies Translated<typeof english>;
