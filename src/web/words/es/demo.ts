import type { english } from "../en/demo.ts";
import type { Translated } from "../speak.ts";

export const demo: Translated<typeof english> = {
  make: "Demostración para revisores",
  made: "{name} está lista",
  madeWords:
    "Su línea {line} es simulada y termina el {day}. Entregue este enlace a quien revisa; sirve una vez, durante 15 minutos. El enlace del propietario en la lista crea otro.",
  phone: "Un teléfono simulado. Ninguna compañía telefónica se entera y no se cobra nada.",
  notMade: "No se creó ninguna demostración",
};
