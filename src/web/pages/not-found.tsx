import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Empty } from "../ui/states.tsx";
import { shell } from "../words/en/shell.ts";

export default function NotFound() {
  return (
    <Empty
      heading="h1"
      icon="search"
      title={shell("notFound.title")}
      action={
        <Button component={Link} to="/">
          {shell("notFound.toInbox")}
        </Button>
      }
    >
      {shell("notFound.words")}
    </Empty>
  );
}
