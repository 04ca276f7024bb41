// The options, read once. CLI11 writes the help and refuses what it does not know.
#include <CLI/CLI.hpp>
#include <exception>
#include <map>

#include <spdlog/spdlog.h>

#include "run/commands.hpp"
#include "run/ledger_line.hpp"
#include "run/rules_command.hpp"
#include "run/service_line.hpp"
#include "run/summary.hpp"
#include "run/version.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 all claims complete; 2 some need a person; 3 some files, pages or claims could not be read; 1 nothing done.\n"
    "退出码：0 全部齐全；2 有案卷需人工处理；3 有文件或案卷未能读取；1 未处理任何案卷。";

void add_shared(CLI::App& command, Common& common) {
  command.add_option("--data,--knowledge", common.data,
                     "Folder with templates/ and models/ (else $CLAIMPACK_DATA, else found from the program)");
  command.add_option("--settings", common.settings,
                     "File of settings (else ./claimpack.yaml or ./claimpack.json where it is there)");
  command.add_option("--lang", common.language, "Language of messages and notices: zh or en")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Language>{{"zh", Language::zh}, {"en", Language::en}}));
  command.add_flag("--json", common.as_json, "Print JSON on standard output");
}

void add_reading(CLI::App& command, Common& common) {
  command.add_option("--jobs", common.jobs, "Pages read at the same time (default: the machine's cores)")
      ->check(CLI::Range(1, 256));
}

}  // namespace

core::Disk& disk_of(const Common& common) { return common.disk ? *common.disk : store::system_disk(); }

Exit refuse(const core::Error& error, const Common& common) {
  common.err << say(error, common.language) << std::endl;
  return Exit::nothing_done;
}

Exit run_command_line(const std::vector<std::string>& arguments, Common& common) try {
  CLI::App app{"Scans of medical insurance claims in, claim packets out. 医保手工报销材料：扫描件 → 案卷", "claimpack"};
  app.set_version_flag("--version", program_name);
  app.footer(exit_codes);
  app.require_subcommand(1);
  app.fallthrough();
  bool verbose = false;
  app.add_flag("--verbose", verbose, "Say how long each step took");
  add_shared(app, common);

  ProcessOptions process;
  auto* process_app = app.add_subcommand("process", "Claims (folders, PDF, TIFF, ZIP) become packets. 处理案卷");
  process_app->add_option("PATH", process.paths, "A claim, or a folder of claims")->required();
  process_app->add_option("--out", process.out, "Folder for the packets")->required();
  process_app->add_option("--region", common.region, "Rule set of claims whose intake.json names none");
  process_app->add_flag("--keep-steps", process.keep_steps, "Keep what each step made of each page under DIR/<claim>/steps");
  const auto add_readings = [](CLI::App& command, std::filesystem::path& readings) {
    command.add_option("--readings", readings, "Take the readings that --keep-steps left in this folder of packets");
  };
  const auto add_corrections = [](CLI::App& command, std::filesystem::path& corrections) {
    command.add_option("--corrections", corrections,
                       "Decide with a reviewer's corrections: {\"<claim_id>\": [...]} (guide). 人工更正");
  };
  add_corrections(*process_app, process.corrections);
  process_app->add_flag("!--no-ledger", process.ledger, "Write no ledger.xlsx and ledger.csv beside the packets");
  add_readings(*process_app, process.readings);
  add_reading(*process_app, common);

  std::vector<std::filesystem::path> files;
  auto* extract_app = app.add_subcommand("extract", "Documents and fields of loose pages, no claim rules. 只提取字段");
  extract_app->add_option("FILE", files, "Scans")->required();
  add_reading(*extract_app, common);

  EvaluateOptions evaluate;
  auto* evaluate_app = app.add_subcommand("evaluate", "Figures against the truth.json of each claim folder. 评测");
  evaluate_app->add_option("DIR", evaluate.truth, "Folder of claim folders with truth.json")->required();
  evaluate_app->add_option("--predictions", evaluate.predictions, "Folder with claim.json files, instead of reading the scans");
  evaluate_app->add_option("--write", evaluate.write, "Also write each claim.json into this folder");
  add_readings(*evaluate_app, evaluate.readings);
  add_corrections(*evaluate_app, evaluate.corrections);
  evaluate_app->add_option("--map", evaluate.rule_map, "JSON object: rule ids or patterns to the truth's names of problems");
  evaluate_app->add_option("--region", common.region, "Rule set of claims whose intake.json names none");
  add_reading(*evaluate_app, common);

  ExplainOptions explain;
  auto* explain_app = app.add_subcommand("explain", "Who vouches for a value, and where it stands. 字段依据");
  explain_app->add_option("CLAIM", explain.claim, "The scans of one claim")->required();
  explain_app->add_option("FIELD", explain.field, "total_amount, inpatient_invoice.total_amount or items[3].amount")->required();
  explain_app->add_option("--crops", explain.crops, "Write the pictures of the places into this folder");
  explain_app->add_option("--region", common.region, "Rule set of a claim whose intake.json names none");
  add_readings(*explain_app, explain.readings);
  add_reading(*explain_app, common);

  CalibrateOptions calibrate;
  auto* calibrate_app = app.add_subcommand("calibrate", "Count how often values are right, by who vouches for them. 置信度标定");
  calibrate_app->add_option("TRUTH", calibrate.truth, "Folders of claim folders with truth.json")->required();
  calibrate_app->add_option("--readings", calibrate.readings, "For each TRUTH: take the readings that --keep-steps left there");
  calibrate_app->add_option("--write", calibrate.write, "Write the calibration here, e.g. models/calibration.json");
  calibrate_app->add_option("--region", common.region, "Rule set of claims whose intake.json names none");
  add_reading(*calibrate_app, common);

  VerifyOptions verify;
  auto* verify_app = app.add_subcommand("verify", "Is a packet as it was signed? Names every changed file. 案卷核验");
  verify_app->add_option("PACKET", verify.packets, "A packet's folder, or its manifest.json")->required();
  verify_app->add_option("--key", verify.key, "The public key that must have signed, or a file that holds it");
  verify_app->add_option("--originals", verify.originals, "Folder of the scans: are they still those that were processed?");

  KeyOptions key;
  auto* key_app = app.add_subcommand("key", "The station's key that signs packets. 签名密钥");
  key_app->require_subcommand(1);
  auto* key_show_app = key_app->add_subcommand("show", "The public key and its fingerprint");
  auto* key_make_app = key_app->add_subcommand("make", "Make a key; one that is there is left alone");
  for (auto* each : {key_show_app, key_make_app}) each->add_flag("--pem", key.pem, "As PEM, for other programs");

  FinanceOptions finance;
  auto* ledger_app = app.add_subcommand("ledger", "Accepted claims and their bills for the finance desk. 财务台账");
  ledger_app->add_option("OUT", finance.packets, "Folders of packets")->required();
  ledger_app->add_option("--xlsx", finance.xlsx, "Write this workbook");
  ledger_app->add_option("--csv", finance.csv, "Write this file, one row a claim, and NAME-bills.csv beside it, one row a bill");
  ledger_app->add_flag("--all", finance.all, "Claims that are not accepted too, with their outcome");

  auto* templates_app = app.add_subcommand("templates", "What is known of documents and regions. 模板与规则");
  templates_app->require_subcommand(1);
  auto* list_app = templates_app->add_subcommand("list", "Kinds, regions, rules");
  auto* check_app = templates_app->add_subcommand("check", "Every fault, by file and line");

  const auto run_rules = add_rules_commands(app, common);

  WatchOptions watch;
  ServeOptions serve;
  LedgerOptions ledger;
  LedgerLine ledger_line = add_ledger(app, watch, serve, ledger, common);

  ConfigOptions config;
  SeparatorOptions separators;
  const auto run_service = add_service(app, config, separators, common);

  std::filesystem::path doctor_out;
  auto* doctor_app = app.add_subcommand("doctor", "What is missing on this machine, and how to get it. 环境检查");
  doctor_app->add_option("--out", doctor_out, "Where packets will go");

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& said) {
    return app.exit(said, common.out, common.err) == 0 ? Exit::all_complete : Exit::nothing_done;
  }
  spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::warn);
  if (process_app->parsed()) return process_command(process, common);
  if (extract_app->parsed()) return extract_command(files, common);
  if (evaluate_app->parsed()) return evaluate_command(evaluate, common);
  if (explain_app->parsed()) return explain_command(explain, common);
  if (calibrate_app->parsed()) return calibrate_command(calibrate, common);
  key.make = key_make_app->parsed();
  if (verify_app->parsed()) return verify_command(verify, common);
  if (key_app->parsed()) return key_command(key, common);
  if (ledger_app->parsed()) return finance_command(finance, common);
  if (list_app->parsed()) return list_templates_command(common);
  if (check_app->parsed()) return check_templates_command(common);
  if (const auto done = run_rules()) return *done;
  if (ledger_line.command()) return ledger_line.command()(watch, ledger, common);
  if (const auto done = run_service()) return *done;
  if (doctor_app->parsed()) return doctor_command(doctor_out, common);
  return Exit::nothing_done;
} catch (const std::exception& thrown) {
  common.err << "claimpack: " << thrown.what() << std::endl;
  return Exit::nothing_done;
}

}  // namespace claimpack::run
