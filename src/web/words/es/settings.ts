import type { english } from "../en/settings.ts";
import type { Translated } from "../speak.ts";

export const settings = {
  notices: {
    title: "Avisos",
    about: "Lo que necesita que usted lo vea. La mayoría se resuelve sola cuando ya no hay motivo.",
    none: "Nada que hacer",
    noneWords: "Cuando algo lo necesite, aparecerá aquí.",
    settled: "Resueltos",
    settledAt: "Resuelto {moment}",
    times: "{count, number} veces",
    done: "Listo",
    place: {
      consent: "Leer su mensaje",
      credits: "Ver créditos",
      texting: "Ver la línea",
      alerts: "Ver alertas",
      connection: "Ver el CRM",
    },
  },
  privacy: {
    title: "Privacidad",
    about: "Qué se guarda de quienes lo llaman, y por cuánto tiempo.",
    oneCaller: "Una persona",
    oneCallerWords:
      "Para entregarle a alguien todo lo que se guarda sobre él, o para borrarlo, abra su conversación y toque su nombre. Los números de los que no quiere saber están en <blocked>números bloqueados</blocked>.",
    howLong: "Cuánto tiempo se guarda",
    bodies: {
      label: "Borrar el texto de los mensajes viejos",
      about: "Queda que hubo un mensaje, si llegó y cuánto costó. Las imágenes se borran con el texto.",
      days: "Días hasta borrar los mensajes",
    },
    recordings: {
      label: "Borrar los mensajes de voz viejos",
      about: "Aquí y en la compañía telefónica.",
      days: "Días hasta borrar los mensajes de voz",
    },
    saved: "Guardado. Se borra cada hora.",
    sure: "¿Borrar lo más viejo para siempre?",
    links: "Enlaces en su CRM",
    linksWords:
      "Las grabaciones e imágenes están en su CRM como enlaces. Quien tenga uno de esos enlaces puede abrirlo.",
    voidLinks: "Anular los enlaces de hasta ahora",
    voidSure: "¿Anularlos todos?",
    voided: "Todos los enlaces anteriores quedaron anulados.",
  },
  blocked: {
    title: "Números bloqueados",
    about:
      "Sus llamadas siguen sonando y quedan anotadas. Nunca reciben mensajes ni crean clientes potenciales.",
    none: "Nadie está bloqueado",
    noneWords: "También puede bloquear a una persona desde su conversación.",
    unblock: "Desbloquear",
    unblockWho: "Desbloquear a {who}",
    field: "Bloquear un número",
    block: "Bloquear",
  },
} satisfies Translated<typeof english>;
