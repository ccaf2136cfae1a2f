export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".kaca-copy_link");
  root.innerHTML = '<button type="button"></button><span role="status"></span>';
  const [button, status] = root.children;
  button.textContent = data.label;
  button.onclick = async () => {
    const address = window.location.href;
    // The clipboard is closed to pages served without https: there the address is shown, selected, to be copied by hand.
    const written = navigator.clipboard && (await navigator.clipboard.writeText(address).then(() => true, () => false));
    if (!written) return void window.prompt(data.label, address);
    status.textContent = data.copied;
    setTimeout(() => (status.textContent = ""), 2500);
  };
}
