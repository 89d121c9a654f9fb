import type { english } from "../en/reports.ts";
import type { Translated } from "../speak.ts";

export const reports = {
  title: "Informes",
  time: "Tiempo",
  days: "{days, number} días",
  none: "No hubo llamadas en este tiempo",
  noneWords: "En cuanto alguien llame, los números aparecen aquí.",
  many: "Hubo muchísimas llamadas",
  manyWords: "Aquí solo se cuentan las más nuevas. Elija un tiempo más corto para números exactos.",
  headline:
    "Recuperó a <b>{won, number}</b> de <b>{missed, number}</b> {missed, plural, one {persona} other {personas}} que llamaron y no fueron atendidas.",
  headlineWorth:
    "Recuperó a <b>{won, number}</b> de <b>{missed, number}</b> {missed, plural, one {persona} other {personas}} que llamaron y no fueron atendidas, unos <b>{worth}</b>.",
  job: "Cuánto vale un trabajo para usted",
  definition:
    "Recuperada: escribió, o usted habló con ella, dentro de 7 días de la llamada perdida. El valor es un cálculo: personas recuperadas por la cifra que usted puso. No todas terminan en un trabajo.",
  calls: "Llamadas",
  callsNote: "Que entraron",
  missed: "Perdidas",
  missedNote: "Nadie contestó a tiempo",
  texted: "Con mensaje",
  textedNote: "Perdidas, y salió un mensaje",
  delivered: "Entregados",
  deliveredNote: "El teléfono lo confirmó",
  replied: "Respondieron",
  repliedNote: "Escribieron dentro de 7 días",
  byDay: "Por día",
  byWeek: "Por semana",
  chart: {
    answered: "Contestadas",
    texted: "Perdidas, con mensaje",
    untexted: "Perdidas, sin mensaje",
  },
  table: "Los números en una tabla",
  day: "Día",
  weekFrom: "Semana del",
  heat: {
    title: "Cuándo se pierden llamadas",
    about: "Más oscuro: más llamadas perdidas en esa hora.",
    cell: "{day}, {hour}: {count, number} perdidas",
    none: "No se perdió ninguna llamada en este tiempo.",
    most: "La hora con más llamadas perdidas: {day}, de {from} a {to}, con {count, number}.",
  },
} satisfies Translated<typeof english>;
