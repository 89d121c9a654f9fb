import type { english } from "../en/credits.ts";
import type { Translated } from "../speak.ts";

export const credits = {
  title: "Créditos",
  about:
    "Un crédito paga un mensaje, por largo que sea. Las llamadas, los desvíos y los mensajes que recibe son gratis.",
  left: "Le quedan",
  setAside: "Apartados",
  setAsideNote: "Para mensajes en camino",
  spent: "Gastados hasta ahora",
  spentNote: "Mensajes enviados",
  owed: "Debe",
  owedNote: "De un pago devuelto",
  forecast: {
    none: "No ha enviado mensajes últimamente",
    today: "A este ritmo queda menos de un día",
    long: "A este ritmo, más de un año",
    days: "A este ritmo quedan unos {days, plural, one {# día} other {# días}}",
  },
  low: {
    owed: "{count, plural, one {Debe # crédito} other {Debe # créditos}}",
    owedWords:
      "Se devolvió un pago después de gastar estos créditos. Su próxima compra los paga primero; hasta entonces, quienes llaman y no son atendidos no reciben mensaje. {howToBuy}",
    none: "No quedan créditos",
    noneWords:
      "Las llamadas le siguen llegando y quedan anotadas, pero quienes no son atendidos no reciben mensaje. {howToBuy}",
    few: "{count, plural, one {Solo queda # crédito} other {Solo quedan # créditos}}",
    fewWords: "Cuando se acaben, quienes llaman y no son atendidos ya no reciben mensaje. {howToBuy}",
    buyBelow: "Compre más abajo.",
  },
  seller: {
    ask: "Pida más a {whom}.",
    askWith: "Pida más a {whom} ({email}).",
    somebody: "quien opera este servicio para usted",
    price: "Con {price} compra {credits, number}.",
  },
  buy: {
    more: "Más créditos",
    ownersOnly: "Solo un dueño puede comprar créditos. {price}",
    title: "Comprar créditos",
    about: "El mismo precio en cualquier paquete. Nunca se compra nada solo.",
    pack: "{credits, number} por {price}",
    noPage: "No se pudo abrir la página de pago. Intente de nuevo en un momento.",
  },
  bought: {
    thanks: "Gracias. Se agregaron {credits, number} créditos.",
    open: "Su pago se está confirmando",
    openWords:
      "Con tarjeta tarda unos segundos, y con débito bancario algunos días. Los créditos llegan solos.",
    failed: "Esta compra no se pagó",
    failedWords: "La página de pago venció. No se cobró nada.",
  },
  movements: {
    title: "Movimientos",
    none: "Todavía no hay movimientos",
    noneWords: "Aquí está cada crédito que entra o sale, con el mensaje que pagó.",
    save: "Guardar todo como hoja de cálculo (CSV)",
    to: "A {number}",
    grant: "Créditos agregados",
    hold: "Apartado para un mensaje",
    post: "Mensaje enviado",
    void: "Mensaje no enviado, su crédito volvió",
    refund: "Devuelto, el mensaje nunca salió de la compañía",
    revoke: "Retirado",
    owe: "Ya gastado, así que se debe",
    repay: "Pagó lo que debía",
  },
  usage: {
    title: "Los últimos {days, number} días",
    about: "{count, plural, one {# crédito gastado} other {# créditos gastados}}.",
    highest: "máximo: {most, number}",
    table: "Créditos gastados en una tabla",
    day: "Día",
    credits: "Créditos",
    ofDay: "{day}: {spent, number}",
  },
} satisfies Translated<typeof english>;
