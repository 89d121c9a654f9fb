import type { english } from "../en/alerts.ts";
import type { Translated } from "../speak.ts";

export const alerts = {
  title: "Alertas",
  about:
    "Cómo se entera de llamadas perdidas y respuestas cuando esta página está cerrada. De la misma persona, máximo una vez cada diez minutos.",
  missedCall: "Cuando perdemos una llamada",
  reply: "Cuando alguien escribe",
  email: {
    label: "Por correo a",
    about:
      "Hasta cinco direcciones, separadas por comas. Aquí llegan también los avisos, como cuando quedan pocos créditos.",
  },
  text: {
    label: "Por mensaje de texto a",
    about: "Su propio teléfono. Cada alerta cuesta {credits, number} crédito.",
  },
  webhook: {
    label: "Por webhook a",
    about: "Para un programa suyo: una dirección https que recibe cada alerta como JSON, firmada.",
    silent: "El webhook no responde",
    silentWords: "No ha llegado nada desde {moment}. Después de tres días se desactiva.",
    secret: "El secreto del webhook; solo se muestra esta vez",
    newSecret: "Nuevo secreto del webhook",
    newSecretSure: "El anterior deja de valer. ¿Seguro?",
  },
  sent: {
    title: "Lo que se envió",
    none: "Todavía nada",
    noneWords: "Aquí aparece cada alerta y hasta dónde llegó.",
    line: "{moment} · {channel}",
    lineWith: "{moment} · {channel} · {problem}",
  },
  kinds: {
    missed_call: "Llamada perdida",
    reply: "Respuesta",
    notice: "Aviso",
    line_ready: "Una línea vuelve a enviar mensajes",
  },
  channels: { email: "por correo", webhook: "por webhook", text: "por mensaje de texto" },
  states: {
    pending: "En espera",
    sending: "Enviando",
    sent: "Enviada",
    failed: "No enviada",
    unclear: "Quizá enviada",
    cancelled: "Ya no hacía falta",
  },
} satisfies Translated<typeof english>;
