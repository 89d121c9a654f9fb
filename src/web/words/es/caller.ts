import type { english } from "../en/caller.ts";
import type { Translated } from "../speak.ts";

export const caller = {
  more: "Más",
  unblock: "Desbloquear este número",
  block: "Bloquear este número",
  blockSure: "¿Bloquear? No recibirá más mensajes",
  optOut: "Ya no quiere mensajes",
  export: "Guardar todo lo que hay",
  erase: {
    start: "Borrar a esta persona",
    words:
      "Se borran todas las llamadas, mensajes, grabaciones y el cliente potencial de {number}, aquí y en la compañía telefónica. No se puede deshacer. Si pidió que no le escriban, eso sigue en pie.",
    all: "Borrar todo",
    keep: "Conservarlo",
    done: "Borrado",
    nothingKept: "Aquí ya no se guarda nada de esta persona.",
    nothingKeptButCrm: "Aquí ya no se guarda nada. El registro en {crm} lo debe borrar usted ahí.",
  },
} satisfies Translated<typeof english>;
