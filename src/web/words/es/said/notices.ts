export interface NoticeSaid {
  readonly headline: string;
  readonly whatToDo: string;
}

/** What the owner has to know, by the matter that the server names in the subject: `consent`, `alerts:text`. */
export function notice(subject: string, numberWords: (phone: string) => string): NoticeSaid | null {
  const [kind = "", rest = ""] = subject.split(/:(.*)/s);
  switch (kind) {
    case "consent":
      return {
        headline: `Es posible que ${numberWords(rest)} haya pedido que no le escriban.`,
        whatToDo: "Lea su mensaje y decida.",
      };
    case "text":
      return {
        headline: "No se pudo confirmar un mensaje y se dejó de intentar. Su crédito volvió.",
        whatToDo: "Quizá quiera llamar al cliente.",
      };
    case "texting":
      return {
        headline: `Los mensajes de ${numberWords(rest)} están en pausa.`,
        whatToDo: "En la página de la línea dice por qué y qué hacer.",
      };
    case "erasure":
      return {
        headline: "Una grabación o imagen que se borró aquí sigue en la compañía telefónica.",
        whatToDo: "Seguimos intentando. Si prometió que ya no existe, bórrela en la consola de la compañía.",
      };
    case "credits":
      return {
        headline: "Quedan muy pocos créditos, o ninguno.",
        whatToDo: "Compre créditos: sin ellos, quienes llaman y no son atendidos no reciben mensaje.",
      };
    case "payment":
      return {
        headline: "Se devolvió un pago de créditos, y con él sus créditos.",
        whatToDo:
          "Si ya había gastado algunos, los debe: su próxima compra los paga primero. Si no sabe por qué, pregunte a su banco y a su proveedor.",
      };
    case "alerts":
      return rest === "text"
        ? {
            headline:
              "Las alertas por mensaje están desactivadas: el teléfono que las recibía respondió STOP.",
            whatToDo:
              "Para recibirlas otra vez, envíe START desde ese teléfono a la línea y luego actívelas en los ajustes.",
          }
        : {
            headline: "Su webhook está desactivado: llevaba días sin responder.",
            whatToDo: "Arréglelo y escriba otra vez su dirección en los ajustes. Recibirá un secreto nuevo.",
          };
    default:
      return null;
  }
}

/** A matter of a newer service than this page. */
export const otherNotice: NoticeSaid = {
  headline: "Hay algo que necesita su atención.",
  whatToDo: "Recargue la página para ver más.",
};

/** Why the business is asked whether somebody wants no more texts. */
export const consentWhy =
  "Su mensaje puede querer decir que ya no quiere recibir mensajes, o no todos. Léalo y decida.";
