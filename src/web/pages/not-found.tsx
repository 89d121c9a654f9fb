import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Empty } from "../ui/states.tsx";

export default function NotFound() {
  return (
    <Empty
      heading="h1"
      icon="search"
      title="There is no such page"
      action={
        <Button component={Link} to="/">
          Go to the inbox
        </Button>
      }
    >
      The address may be old, or mistyped.
    </Empty>
  );
}
