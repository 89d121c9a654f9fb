import type { RegistrationProgram, TextingStatus } from "../../../../domain/texting-state.ts";
import { deliveryErrorOf } from "./delivery.ts";

const WAIT =
  "No hay nada que hacer: mientras tanto las llamadas perdidas se registran, y los mensajes empiezan cuando las compañías den el permiso. Puede tardar de dos a tres semanas.";

const REFUSED: Readonly<Record<RegistrationProgram, { headline: string; whatToDo: string }>> = {
  brand: {
    headline: "Las compañías no aceptaron el registro de su negocio, o lo suspendieron.",
    whatToDo:
      "Revise que el nombre, la dirección y el número fiscal sean iguales a los de sus papeles de impuestos, y regístrelo de nuevo.",
  },
  campaign: {
    headline: "Las compañías no aceptaron la descripción de sus mensajes, o la suspendieron.",
    whatToDo:
      "Corrija lo que dice el rechazo (muchas veces el sitio web, o cómo aceptan los clientes los mensajes) y envíela otra vez.",
  },
  toll_free: {
    headline: "Rechazaron la verificación de su número gratuito (toll-free).",
    whatToDo: "Corrija lo que dice el rechazo y envíela otra vez.",
  },
};

/** Being set up is no refusal: it says itself that one waits. */
const SETTING_UP = 30035;

/** Why a line cannot text. What the service says in words stands in its answer as codes too. */
export function texting(line: {
  readonly status: TextingStatus;
  readonly errorCode: number | null;
  readonly registration: Readonly<Record<RegistrationProgram, string | null>>;
}): { readonly headline: string; readonly whatToDo: string } {
  const { status, errorCode, registration } = line;
  if (status === "ready")
    return { headline: "Esta línea puede enviar mensajes.", whatToDo: "No hay nada que hacer." };
  if (errorCode !== null) {
    const { forOwner, whatToDo } = deliveryErrorOf(errorCode);
    return status === "registering" && errorCode !== SETTING_UP
      ? { headline: `${forOwner} El registro está en trámite.`, whatToDo: WAIT }
      : { headline: forOwner, whatToDo };
  }
  if (status === "registering")
    return {
      headline:
        registration.brand === "APPROVED" && registration.campaign === null
          ? "Su negocio está registrado; falta registrar qué mensajes envía."
          : "Las compañías están revisando su registro.",
      whatToDo: WAIT,
    };
  return REFUSED[
    registration.toll_free !== null ? "toll_free" : isRefused(registration.brand) ? "brand" : "campaign"
  ];
}

const isRefused = (status: string | null): boolean =>
  status !== null && /FAILED|SUSPENDED|DELETION/.test(status);
