/** The login over the page: it ended while somebody worked, and what they had written is still there. */
import { client, useMe, useSession } from "../app/session";
import { useWords } from "../i18n/words";
import { sendAll } from "../outbox/outbox";
import { Dialog } from "../ui/dialog";
import { LoginForm, type LoggedIn } from "./form";

export function LoginAgain() {
  const words = useWords();
  const me = useMe();
  if (!useSession((session) => session.ended)) return null;

  function enter(user: LoggedIn) {
    // Somebody else shall find nothing of what the other one saw.
    if (user.id !== me.id) return location.assign("/");
    useSession.setState({ ended: false });
    void client.invalidateQueries();
    sendAll();
  }

  return (
    <Dialog title={words.sessionEnded}>
      <p className="mb-4 text-muted">{words.sessionEndedMore}</p>
      <LoginForm account={me.username} onIn={enter} />
    </Dialog>
  );
}
