import SignIn from "./sign-in.tsx";

/** The link of an invitation is used like one for signing in: whoever accepts it is in. */
export default function Invitation() {
  return <SignIn accepts="invitation" />;
}
