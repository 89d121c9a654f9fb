import type { english } from "../en/shell.ts";
import type { Translated } from "../speak.ts";

export const shell = {
  place: {
    inbox: "Bandeja",
    leads: "Clientes",
    textBack: "Respuesta",
    reports: "Informes",
    credits: "Créditos",
    crm: "CRM",
    businesses: "Negocios",
    more: "Más",
  },
  pages: "Páginas",
  skip: "Ir al contenido",
  offline: "No tiene conexión. Lo que ve puede no estar al día.",
  reconnecting: "Reconectando. Las llamadas y los mensajes nuevos aparecen con un poco de retraso.",
  tryIt: "Pruébelo: llame como cliente",
  notices: "{count, plural, one {# aviso} other {# avisos}}",
  changeBusiness: "Cambiar",
  broken: {
    newer: "Hay una versión más nueva de esta página",
    newerWords: "O se perdió la conexión. Al recargar verá la más nueva.",
    stumbled: "Algo falló en esta página",
    stumbledWords: "No se perdió nada: las llamadas se contestan y los mensajes se envían sin esta página.",
    reload: "Recargar",
  },
  frameOver: {
    title: "Vuelva a abrir esta página en {crm}",
    words: "Por su seguridad se cierra a las doce horas y cuando se desconecta {crm}. Recárguela ahí.",
    inTab: "Abrirla en una pestaña propia",
  },
  notFound: {
    title: "Esa página no existe",
    words: "Puede que la dirección sea vieja o esté mal escrita.",
    toInbox: "Ir a la bandeja",
  },
} satisfies Translated<typeof english>;
