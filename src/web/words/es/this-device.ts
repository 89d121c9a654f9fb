import type { english } from "../en/this-device.ts";
import type { Translated } from "../speak.ts";

export const thisDevice = {
  title: "En este dispositivo",
  about:
    "Las llamadas perdidas y las respuestas aparecen aquí con la página cerrada, sin costo. Quien vea la pantalla puede leerlas.",
  ask: "Avisarme en este dispositivo",
  on: "Se le avisa en este dispositivo.",
  stop: "Ya no avisarme aquí",
  blocked:
    "Este navegador no lo permite: active las notificaciones de esta página en sus ajustes y recargue.",
  impossible: "Este navegador no puede recibir avisos con la página cerrada.",
  install:
    "En un iPhone o iPad, ponga primero esta página en la pantalla de inicio: Compartir, luego Agregar a inicio. Ábrala ahí y vuelva aquí.",
  failed: "El servicio del navegador no pudo llegar a este dispositivo. Intente más tarde.",
} satisfies Translated<typeof english>;
