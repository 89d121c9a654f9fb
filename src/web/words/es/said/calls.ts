/** Why a call that was asked for came to nothing on the owner's side, by what happened there. */
export const ownersSide = {
  no_answer: "Nadie contestó su teléfono, así que no se llamó al cliente.",
  busy: "Su teléfono estaba ocupado, así que no se llamó al cliente.",
  failed: "No se pudo comunicar con su teléfono, así que no se llamó al cliente.",
  no_key: "Nadie marcó una tecla en su teléfono, así que no se llamó al cliente.",
} as const;

export const callNotPlaced = "La compañía no hizo esta llamada. Intente de nuevo.";
