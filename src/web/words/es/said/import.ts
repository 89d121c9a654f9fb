/** What is wrong with a cell of an imported list, by its column. */
export const rowProblems: Readonly<Record<string, string>> = {
  phone: "no es un número de teléfono completo",
  name: "es demasiado largo",
  stage: "no es una etapa que exista",
  notes: "es demasiado larga",
  "(row)": "tiene más celdas que la primera línea",
};

export const otherRowProblem = "no se puede usar";
export const noPhoneColumn = "Ninguna columna tiene números de teléfono. Elija abajo cuál los tiene.";
