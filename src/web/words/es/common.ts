import type { english } from "../en/common.ts";
import type { Translated } from "../speak.ts";

export const common = {
  loading: "Cargando",
  noConnection: "Sin conexión",
  didNotWork: "Esto no funcionó",
  stumbled: "Algo falló en esta página. Recárguela e intente de nuevo.",
  unreachable: "No se puede conectar con el servicio. Revise su conexión e intente de nuevo.",
  unreadable: "El servicio no respondió como debía. Intente de nuevo en un momento.",
  tryAgain: "Intentar de nuevo",
  showMore: "Mostrar más",
  save: "Guardar",
  saved: "Guardado.",
  cancel: "Cancelar",
  close: "Cerrar",
  change: "Cambiar",
  back: "Atrás",
  next: "Siguiente",
  name: "Nombre",
  asTable: "Lo mismo en una tabla",
  ownersOnly: "Solo un dueño puede cambiar esto",
  notWholePhone: "Esto no parece un número de teléfono completo.",
  nothingFound: "No se encontró nada",
  line: "Línea",
} satisfies Translated<typeof english>;
