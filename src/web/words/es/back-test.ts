import type { english } from "../en/back-test.ts";
import type { Translated } from "../speak.ts";

export const backTest = {
  title: "Con sus llamadas pasadas",
  trying: "Probando estos ajustes con los últimos 30 días…",
  list: "Llamadas que habrían salido de otra manera",
  showAll: "Mostrar las {count, number}",
  cut: "Hubo muchísimas llamadas: se miran las {count, number} más nuevas.",
  withheld: "Número oculto",
  withThese: ", con estos ajustes: ",
  none: "En los últimos 30 días no hubo llamadas con las que probarlo.",
  nothingChanged:
    "Estos ajustes no habrían cambiado nada {calls, plural, one {en la única llamada (#)} other {en las # llamadas}} de los últimos 30 días.",
  sameTexted:
    "Con estos ajustes, de {calls, plural, one {# llamada} other {# llamadas}} de los últimos 30 días habrían recibido mensaje las mismas que ahora: {was, number}.",
  otherTexted:
    "Con estos ajustes, de {calls, plural, one {# llamada} other {# llamadas}} de los últimos 30 días habrían recibido mensaje {would, number} en lugar de {was, number}.",
  shortSame: "{was, number} mensajes en los últimos 30 días, como ahora",
  shortOther: "{would, number} mensajes en los últimos 30 días en lugar de {was, number}",
  costMore: "Habría costado {count, plural, one {# crédito} other {# créditos}} más.",
  saved: "Habría ahorrado {count, plural, one {# crédito} other {# créditos}}.",
  missed: "{would, number} habrían contado como perdidas en lugar de {was, number}.",
  textedLater: "Con mensaje, más tarde",
  texted: "Con mensaje",
  answered: "Contestada",
  notTexted: "Sin mensaje",
  earlier: "Antes: {why}",
  unknown: {
    longer_ring:
      "{count, plural, one {# llamada sonó hasta que se acabó el tiempo. Con más tiempo quizá alguien habría contestado, o la persona habría colgado; no se puede saber, así que cuenta como perdida.} other {# llamadas sonaron hasta que se acabó el tiempo. Con más tiempo quizá alguien habría contestado, o la persona habría colgado; no se puede saber, así que cuentan como perdidas.}}",
    other_phones:
      "{count, plural, one {# llamada habría sonado en otros teléfonos. No se puede saber quién habría contestado, así que cuenta como fue.} other {# llamadas habrían sonado en otros teléfonos. No se puede saber quién habría contestado, así que cuentan como fueron.}}",
    newly_rung:
      "{count, plural, one {# llamada no sonó en ningún lado y habría sonado. No se puede saber si alguien habría contestado, así que cuenta como perdida.} other {# llamadas no sonaron en ningún lado y habrían sonado. No se puede saber si alguien habría contestado, así que cuentan como perdidas.}}",
    ring_time:
      "{count, plural, one {# llamada se contestó, y no se anotó después de cuánto sonar; cuenta como contestada.} other {# llamadas se contestaron, y no se anotó después de cuánto sonar; cuentan como contestadas.}}",
    key_not_asked:
      "{count, plural, one {# llamada se contestó sin que se pidiera una tecla, quizá por una máquina; cuenta como contestada.} other {# llamadas se contestaron sin que se pidiera una tecla, quizá por una máquina; cuentan como contestadas.}}",
    not_listened:
      "{count, plural, one {# llamada se contestó, y no se escuchó si era una máquina; cuenta como contestada.} other {# llamadas se contestaron, y no se escuchó si era una máquina; cuentan como contestadas.}}",
    not_looked_up:
      "{count, plural, one {De # llamada no se consultó si el número es un teléfono fijo; cuenta como con mensaje.} other {De # llamadas no se consultó si el número es un teléfono fijo; cuentan como con mensaje.}}",
  },
} satisfies Translated<typeof english>;
