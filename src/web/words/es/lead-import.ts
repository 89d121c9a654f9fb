import type { english } from "../en/lead-import.ts";
import type { Translated } from "../speak.ts";

export const leadImport = {
  title: "Importar clientes potenciales",
  about:
    "De una hoja de cálculo, los contactos de su teléfono u otro CRM, guardados como CSV. Antes de hacer nada, usted ve qué va a pasar.",
  leads: "Clientes",
  choose: "Elegir un archivo CSV",
  chooseOther: "Elegir otro archivo",
  drop: "O suéltelo aquí. La primera línea nombra las columnas; una de ellas tiene los teléfonos. Máximo 5,000 filas.",
  done: "Importado",
  see: "Ver los clientes potenciales",
  notStored: "{counts}. Todavía no se guardó nada.",
  stored: "{counts}.",
  failed: "No se importó nada",
  import: "Importar",
  importOthers: "Importar las otras {count, number} filas",
  column: "Columna {number, number}",
  rowByRow: "Fila por fila",
  onlyBad: "Solo las filas que se dejan fuera",
  rows: "Filas",
  line: "Línea {number, number}",
  use: { name: "Nombre", phone: "Teléfono", stage: "Etapa", notes: "Nota", ignore: "Dejar fuera" },
  newLead: "Cliente potencial nuevo",
  leftOut: "Se deja fuera. {problems}",
  problem: "{field}: {rule}",
  theRow: "La fila",
  same: "Ya está, nada nuevo",
  sameAs: "El mismo número que la línea {line, number}, nada nuevo",
  change: "Ya está: {what}",
  changeAs: "El mismo número que la línea {line, number}: {what}",
  changes: { name: "recibe este nombre", stage: "pasa a esta etapa", note: "recibe la nota" },
  counts: {
    create: "{count, plural, one {# cliente potencial nuevo} other {# clientes potenciales nuevos}}",
    change:
      "{count, plural, one {# fila cambia un cliente potencial} other {# filas cambian clientes potenciales}}",
    same: "{count, plural, one {# fila no dice nada nuevo} other {# filas no dicen nada nuevo}}",
    refuse: "{count, plural, one {# fila se deja fuera} other {# filas se dejan fuera}}",
    nothing: "Nada",
  },
} satisfies Translated<typeof english>;
