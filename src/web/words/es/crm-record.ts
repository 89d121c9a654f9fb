import type { english } from "../en/crm-record.ts";
import type { Translated } from "../speak.ts";

export const crmRecord = {
  title: "En {crm}",
  open: "Abrir en {crm}",
  nobody: "Todavía no está en ningún registro.",
  nameless: "Registro {id}",
  found: {
    field: "Se encontró por su campo “{field}”.",
    made: "Lo creamos nosotros: nadie tenía este número.",
    chosen: "Elegido a mano.",
  },
  others: "{count, plural, one {Otro registro tiene} other {Otros # registros tienen}} también este número:",
  choose: "Mover aquí",
  wrong: "¿No es este registro?",
  where: "Id o dirección del registro correcto",
  whereWords: "Abra el registro correcto en {crm} y copie aquí su dirección.",
  move: "Mover",
  question: {
    title: "¿Mover a {record}?",
    words:
      "Todas las llamadas y mensajes con {number} que están en {from} pasan a {record}, y los siguientes también irán ahí. Puede moverlos de vuelta.",
    wordsNew:
      "Todas las llamadas y mensajes con {number} pasan a {record}, y los siguientes también irán ahí. Puede moverlos después.",
    sure: "Mover todo",
  },
  moving: "En camino al registro.",
  cannotMove: "{crm} no nos deja mover lo que está ahí.",
  standing: {
    done: "Anotado en {crm}",
    pending: "Todavía no en {crm}",
    waiting: "No está en {crm}: ningún registro tiene este número",
    parked: "{crm} rechazó esto",
    discarded: "Omitido en {crm}",
    on: "Está en {record}.",
    otherRecords: "{count, plural, one {Otro registro tiene} other {Otros # registros tienen}} este número.",
    movesTo: "Va en camino a otro registro.",
    goesByItself: "Va ahí por sí solo.",
    noRecord: "Quien fue atendido no recibe un registro. Se anota cuando alguno tenga el número.",
    reason: "Se omitió porque: {reason}",
    noReason: "Alguien lo omitió y no dio ningún motivo.",
    see: "Ver lo que se rechazó",
  },
} satisfies Translated<typeof english>;
