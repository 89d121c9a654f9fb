import type { Check, SkipReason } from "../../../../domain/text-back.ts";

type Stage = Check["check"];

/** A check that was passed. */
export const passed: Readonly<Record<Stage, string>> = {
  line_enabled: "La respuesta automática está activada en esta línea.",
  caller_textable: "A este número se le puede escribir.",
  consent: "La persona no ha pedido que no le escriban.",
  line_can_text: "La línea puede enviar mensajes.",
  repeat_window: "No se le ha escrito hace poco.",
  in_time: "Todavía era tiempo para el mensaje.",
  quiet_hours: "El mensaje espera a que terminen las horas de silencio de la persona.",
  credits: "Se apartó 1 crédito para el mensaje.",
  still_missed: "La llamada seguía siendo perdida.",
  asked_by_owner: "Usted pidió enviar el mensaje de todos modos.",
  live_test: "Usted llamó desde su propio teléfono durante una prueba de esta línea.",
};

/** A check that was not, where the reason of the whole says no more. */
export const notPassed: Readonly<Record<Stage, string>> = {
  line_enabled: "La respuesta automática está desactivada en esta línea.",
  caller_textable: "A este número no se le puede escribir.",
  consent: "La persona pidió que no le escriban (STOP).",
  line_can_text: "Las compañías no dejan que esta línea envíe mensajes ahora.",
  repeat_window: "Ya le escribimos hace poco.",
  in_time: "Pasó demasiado tiempo desde la llamada.",
  quiet_hours: "Son las horas de silencio de la persona.",
  credits: "No quedaban créditos. Compre créditos y quienes llamen después recibirán su mensaje.",
  still_missed: "La compañía informó después que la llamada sí se contestó.",
  asked_by_owner: "Usted no pidió el mensaje.",
  live_test: "No había ninguna prueba en curso.",
};

/** Why no text went out, as the check says it that was not passed. */
export const because: Readonly<Record<SkipReason, string>> = {
  line_disabled: notPassed.line_enabled,
  caller_withheld: "El número estaba oculto, así que no hay a quién escribir.",
  caller_malformed: "Este número no puede recibir mensajes.",
  caller_is_own_line: "La llamada vino de una de sus propias líneas; escribirle haría un círculo.",
  caller_is_forward_number: "La llamada vino del teléfono al que desvía esta línea.",
  forwarded_back: "Su propio teléfono nos devolvió esta llamada; la que cuenta es la primera.",
  caller_blocked: "Usted bloqueó este número.",
  caller_spoofed: "La compañía dice que el número es falso.",
  too_many_calls: "Este número llamó demasiadas veces en una hora, como lo hacen las máquinas.",
  premium_number: "Es un número con costo extra.",
  satellite_number: "Es un teléfono satelital.",
  caller_is_landline: "Es un teléfono fijo.",
  other_country: "El número es de otro país, y usted solo permite mensajes al suyo.",
  caller_opted_out: notPassed.consent,
  line_cannot_text: notPassed.line_can_text,
  texted_recently: notPassed.repeat_window,
  too_late: notPassed.in_time,
  no_credits: notPassed.credits,
  call_answered: notPassed.still_missed,
};

export const summary = {
  texted: "Se respondió con un mensaje.",
  waits: "El mensaje espera a que terminen las horas de silencio de la persona.",
  skipped: "No se envió ningún mensaje.",
} as const;
