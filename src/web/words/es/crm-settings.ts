import type { english } from "../en/crm-settings.ts";
import type { Translated } from "../speak.ts";

export const crmSettings = {
  title: "Qué se escribe, y dónde",
  about: "Funciona tal como está. Cambie lo que su equipo hace de otra manera.",
  sections: {
    records: "Registros nuevos",
    activities: "Llamadas y mensajes",
    consent: "Quién no quiere mensajes",
    numbers: "Números de teléfono y paquete",
    other: "Más",
  },
  standard: "Lo normal: {value}",
  standardEmpty: "Lo normal: vacío",
  standardOn: "Lo normal: activado",
  standardOff: "Lo normal: desactivado",
  reset: "Volver a lo normal",
  wrong: "Este valor {rule}.",
  wrongForm: "Esto no tiene la forma correcta.",
  sentAgain: "Al guardar, lo que se rechazó se envía otra vez.",
  mapping: {
    field: "Campo {number, number}",
    fieldExample: "Campo, como Industry",
    written: "Qué se escribe en el campo {number, number}",
    writtenExample: "Qué se escribe, como Plomería",
    remove: "Quitar el campo {number, number}",
    add: "Agregar un campo",
    words: "Insertar:",
  },
  retryAll: "Intentar todo de nuevo",
  leaveOutWhy: "Por qué se puede omitir",
  waitingSince: "Lo más antiguo desde {when}",
  account: "Cuenta: {account}",
  disconnect: {
    open: "Desconectar {crm}",
    title: "¿Desconectar {crm}?",
    goes: "Nuestro acceso a {crm} termina, y no se escribe nada más ahí. Lo que espera, y quienes llamen por primera vez, van a la lista propia de textback.",
    stays:
      "Todo lo que está en {crm} se queda ahí. Sus llamadas, mensajes, créditos y los ajustes de sus líneas se quedan aquí. Las llamadas perdidas reciben su mensaje como siempre.",
    sure: "Desconectar",
    keep: "Seguir conectado",
    done: "{crm} está desconectado.",
  },
} satisfies Translated<typeof english>;
