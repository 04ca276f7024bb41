// What a worker process says to its parent, who believes nothing of it.
#include "fuzz/targets.hpp"
#include "run/worker_message.hpp"

namespace claimpack::fuzz {

namespace {

receive::Limits limits() {
  receive::Limits some;
  some.pixels_max = 1'000'000, some.pages_max = 20, some.archive_entries_max = 50;
  return some;
}

void take_message(Input input) {
  const auto said = run::parse_worker_message(input, limits());
  if (!said) {
    promised(said.error().code == core::ErrorCode::bad_input || said.error().code == core::ErrorCode::too_large,
             "what no worker says is refused as such");
    return;
  }
  if (const auto* page = std::get_if<core::Page>(&said.value()))
    promised(page->pixels.bytes.size() ==
                 std::size_t(page->pixels.width) * std::size_t(page->pixels.height) * std::size_t(page->pixels.channels),
             "an image has the bytes of its size");
  if (const auto* opened = std::get_if<run::Opened>(&said.value()))
    promised(opened->pages >= 0 && opened->pages <= limits().pages_max, "no more pages than the limit");
}

void take_job(Input input) {
  run::Frame frame{run::Saying::job, 1, std::string(text_of(input)), {}};
  static_cast<void>(run::parse_job(run::Frame(frame)).ok());
  frame.saying = run::Saying::answer;
  static_cast<void>(run::parse_answer(frame).ok());
}

Seed bytes_of(const run::Frame& frame) {
  const auto header = run::header_of(frame);
  Seed bytes(header.begin(), header.end());
  bytes.insert(bytes.end(), frame.text.begin(), frame.text.end());
  bytes.insert(bytes.end(), frame.blob.begin(), frame.blob.end());
  return bytes;
}

std::vector<Seed> messages() {
  core::Page page;
  page.origin = {"1.jpg", 1};
  page.pixels = core::Image(4, 3, 1);
  page.text = {{"合计", {0, 0, 2, 1}}};
  page.embedded = {{"a.xml", "eInvoice", false, {{"a", "b"}}}};
  run::PageRead read;
  read.reading.origin = {"1.jpg", 1};
  read.reading.width = read.reading.scan_width = 10, read.reading.height = read.reading.scan_height = 20;
  std::vector<Seed> seeds;
  const auto seed = [&](run::Said said) { seeds.push_back(bytes_of(run::frame_of(std::move(said)))); };
  seed(run::Ready{}), seed(run::Decoded{}), seed(run::AskFile{}), seed(run::AskFont{"/usr/share/fonts/a.ttf"});
  seed(run::Opened{3, 100, "Pages: 3\n"});
  seed(run::Unpacked{receive::Archive::Kind::files, {{"1.jpg", 1}}, {{"a.txt", "不是扫描件", {}}}});
  seed(core::Error{core::ErrorCode::damaged, "cut off", "1.jpg", "scan it again"});
  seed(run::AskPoppler{0, {}});
  seed(std::move(page)), seed(std::move(read));
  return seeds;
}

std::vector<Seed> jobs() {
  run::Job job;
  job.name = "1.jpg";
  run::Answer answer;
  answer.complaints = "Syntax Error", answer.extensions = {".jpg"};
  return {seed_of(run::frame_of(job).text), seed_of(run::frame_of(answer).text)};
}

}  // namespace

std::vector<Target> message_targets() { return {{"message", take_message, messages, 4096}, {"job", take_job, jobs, 1024}}; }

}  // namespace claimpack::fuzz
