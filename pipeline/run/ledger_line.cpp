#include "run/ledger_line.hpp"

namespace claimpack::run {

LedgerLine::Command LedgerLine::command() const {
  for (const auto& [app, run] : commands)
    if (app->parsed()) return run;
  return {};
}

LedgerLine add_ledger(CLI::App& app, WatchOptions& watch, ServeOptions& serve, LedgerOptions& ledger, Common& common) {
  LedgerLine line;
  const auto add = [&](CLI::App& above, const char* name, const char* help, Exit (*run)(const LedgerOptions&, const Common&)) {
    CLI::App* command = above.add_subcommand(name, help);
    command->add_option("--data", ledger.data, "The ledger's folder (default: as of watch)");
    line.commands.emplace_back(
        command, [run](const WatchOptions&, const LedgerOptions& options, const Common& shared) { return run(options, shared); });
    return command;
  };

  CLI::App* watching = app.add_subcommand("watch", "Takes claims out of inboxes as they come, for years. 监视收件箱");
  watching->add_option("INBOX", watch.inboxes, "Folders; those named first go first")->required();
  watching->add_option("--out", watch.out, "Folder for the packets (default: ./packets)");
  watching->add_option(
      "--data", watch.data,
      "Folder for the ledger and all bytes that came (default: /var/lib/claimpack, else ~/.local/state/claimpack)");
  watching->add_option("--region", common.region, "Rule set of claims whose intake.json names none");
  watching->add_option("--readings", watch.readings, "Take the readings that --keep-steps left in this folder of packets");
  watching->add_option("--jobs", common.jobs, "Pages read at the same time (default: the machine's cores)")
      ->check(CLI::Range(1, 256));
  watching->add_flag("--once", watch.once, "End when nothing is left to do");
  line.commands.emplace_back(watching, [](const WatchOptions& options, const LedgerOptions&, const Common& shared) {
    return watch_command(options, shared);
  });

  CLI::App* serving =
      app.add_subcommand("serve", "The review station, in the browser; takes claims out of inboxes too. 审核工作台");
  serving->add_option("INBOX", serve.watch.inboxes, "Folders that are watched as by watch");
  serving->add_option("--listen", serve.listen,
                      "Address and port (default: 127.0.0.1:8640); others than this machine's own: with TLS");
  serving->add_option("--out", serve.watch.out, "Folder for the packets (default: ./packets)");
  serving->add_option("--data", serve.watch.data, "The ledger's folder (default: as of watch)");
  serving->add_option("--readings", serve.watch.readings, "Take the readings that --keep-steps left in this folder of packets");
  serving->add_option("--region", common.region, "Rule set of claims whose intake.json names none");
  serving->add_option("--jobs", common.jobs, "Pages read at the same time (default: the machine's cores)")
      ->check(CLI::Range(1, 256));
  serving->add_option("--tls-cert", serve.certificate, "Certificate chain, PEM");
  serving->add_option("--tls-key", serve.key, "Its private key, PEM");
  serving->add_option("--name", serve.names, "A name by which browsers call this machine");
  serving->add_option("--web", serve.web, "The page's files (default: web/dist beside templates/)");
  serving->add_option("--four-eyes", serve.four_eyes, "Claims of more than so many yuan are decided by two people");
  serving->add_option("--sample-share", serve.sample_share, "Share of accepted fields that are read again blind (default: 0.01)")
      ->check(CLI::Range(0.0, 1.0));
  line.commands.emplace_back(serving, [&serve](const WatchOptions&, const LedgerOptions&, const Common& shared) {
    return serve_command(serve, shared);
  });

  add(app, "audit", "Proves that nothing was lost: arrivals, packets, bytes, log. 审计", audit_command)
      ->add_option("--out", ledger.out, "Also hold the packets in this folder against the ledger");
  add(app, "status", "What is where. 状态", status_command)
      ->add_flag("--prometheus", ledger.prometheus, "As metrics, e.g. for the node exporter's textfile folder");
  add(app, "retry", "Claims, finished or failed, are processed once more. 重试", retry_command)
      ->add_option("CLAIM", ledger.names, "Names of claims (none: all that failed)");

  CLI::App* quarantine = app.add_subcommand("quarantine", "Files that could not be taken. 隔离的文件");
  quarantine->require_subcommand(1);
  add(*quarantine, "list", "All of them, with their reasons", list_quarantine_command);
  CLI::App* show = add(*quarantine, "show", "The history of one", show_quarantine_command);
  show->add_option("NUMBER", ledger.names, "The file's number")->required()->expected(1);
  show->add_option("--to", ledger.file, "Write its bytes into this new file");
  add(*quarantine, "release", "Try again, with its claim", release_quarantine_command)
      ->add_option("NUMBER", ledger.names, "Numbers of files")
      ->required();

  CLI::App* backup = add(app, "backup", "Ledger and bytes into one file, while others go on writing. 备份", backup_command);
  backup->add_option("DIR", ledger.data, "The ledger's folder, as --data");
  backup->add_option("--to", ledger.file, "The backup: a new file, a plain tar")->required();
  add(app, "restore", "The ledger's folder out of a backup, audited before it is put in place. 恢复", restore_command)
      ->add_option("FILE", ledger.file, "The backup")
      ->required();
  return line;
}

}  // namespace claimpack::run
