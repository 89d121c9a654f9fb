/** What a field must hold, by the name that the service gives it; the last part of `voicemail.greeting`. */
export const fields: Readonly<Record<string, string>> = {
  name: "Escriba un nombre de 120 caracteres como máximo.",
  timeZone: "Elija una zona horaria de la lista.",
  forwardTo:
    "Escriba un teléfono suyo, como (512) 555-0142, o una dirección SIP. No puede ser una de sus líneas.",
  ringTimeoutSeconds: "De 10 a 60 segundos.",
  message: "Revise el mensaje: no puede estar vacío, y solo se usan los datos que se ofrecen abajo.",
  afterHoursMessage: "Revise el mensaje: solo se usan los datos que se ofrecen abajo.",
  greeting: "Escriba un saludo que no sea demasiado largo.",
  voicemail: "Revise el saludo del buzón.",
  hours:
    "Revise los horarios: cada día debe abrir antes de cerrar, y las fechas se escriben como 2026-12-25.",
  quietHours: "Escriba una hora de inicio y otra de fin.",
  repeatWindowMinutes: "Escriba un número entero de minutos dentro del límite.",
  maxTextAgeMinutes: "Escriba un número entero de minutos dentro del límite.",
  minAnsweredSeconds: "Escriba un número entero de segundos dentro del límite.",
  answerConfirmation: "Elija una de las opciones.",
  spamGuard: "Revise cuántas llamadas por hora se dejan pasar.",
  email: "Escriba una dirección de correo electrónico, o varias con comas.",
  text: "Escriba un teléfono completo, como (512) 555-0142.",
  phone: "Escriba un teléfono completo, como (512) 555-0142.",
  webhook: "Escriba una dirección pública que empiece con https://.",
  accountSid: "El Account SID empieza con AC y tiene 34 caracteres.",
  authToken: "Copie el Auth Token de la consola de Twilio.",
  accessToken: "El CRM no aceptó este token. Cópielo de nuevo.",
  instanceUrl: "Escriba la dirección de su organización, como https://sunegocio.my.salesforce.com",
  credits: "Escriba un número entero de créditos.",
  reason: "Escriba el motivo.",
  body: "Escriba un mensaje que no sea demasiado largo.",
};

export const otherField = "Este valor no se puede usar. Revíselo.";
