// A worker that says what no worker says: its parent loses a page at most, and reads the next one right.
#include <unistd.h>

#include <atomic>
#include <functional>

#include "catch.hpp"
#include "run/isolation.hpp"
#include "run/made_scans.hpp"
#include "run/process.hpp"
#include "run/worker_wire.hpp"

using namespace claimpack;
using made::has;
using run::Frame;
using run::Said;
using run::Saying;

namespace {

receive::Limits small_limits() {
  receive::Limits limits;
  limits.pixels_max = 1'000'000;
  return limits;
}

run::PageRead made_page(const std::string& name, int page) {
  run::PageRead read;
  read.reading.origin = {name, page};
  read.reading.width = read.reading.scan_width = 100, read.reading.height = read.reading.scan_height = 100;
  read.reading.lines = {made::line("来自 " + name, 10)};
  return read;
}

void send(int socket, Said said, std::uint32_t sequence) {
  Frame frame = run::frame_of(std::move(said));
  frame.sequence = sequence;
  run::send_frame(socket, frame, {}, {});
}

void send_raw(int socket, const Frame& frame, const std::function<void(run::FrameHeader&)>& change, std::size_t text_bytes) {
  auto header = run::header_of(frame);
  change(header);
  [[maybe_unused]] auto done = ::write(socket, header.data(), header.size());
  done = ::write(socket, frame.text.data(), std::min(text_bytes, frame.text.size()));
}

// What the file's name says, in place of reading it.
void lie(int socket, const run::Job& job, std::uint32_t sequence) {
  Frame right = run::frame_of(made_page(job.name, job.page));
  right.sequence = sequence;
  const auto with_text = [&](const std::string& text) {
    Frame frame{right.saying, sequence, text, right.blob};
    run::send_frame(socket, frame, {}, {});
  };
  if (job.name == "truncated")
    send_raw(
        socket, right, [](auto&) {}, 10),
        ::_exit(0);
  if (job.name == "stops in the middle")
    return send_raw(
        socket, right, [](auto&) {}, 10);
  if (job.name == "huge text")
    return send_raw(
        socket, right, [](auto& h) { h[15] = 0xff; }, 10);
  if (job.name == "huge bytes")
    return send_raw(
        socket, right, [](auto& h) { h[23] = 0x7f; }, 10);
  if (job.name == "promises much")
    return send_raw(
               socket, right, [](auto& h) { h[19] = 0x20; }, 10),
           ::_exit(0);
  if (job.name == "no header")
    return send_raw(
        socket, right, [](auto& h) { h[0] = 'X'; }, 10);
  if (job.name == "other version")
    return send_raw(
        socket, right, [](auto& h) { h[4] = 9; }, 1000);
  if (job.name == "unknown word") {
    const Frame frame{Saying(99), sequence, "{}", {}};
    run::send_frame(socket, frame, {}, {});
    return;
  }
  if (job.name == "other job") return send(socket, made_page(job.name, job.page), sequence + 1);
  if (job.name == "wrong page") return send(socket, made_page(job.name, job.page + 1), sequence);
  if (job.name == "wrong file") return send(socket, made_page("good", job.page), sequence);
  if (job.name == "another end") return send(socket, run::Opened{3, 0, ""}, sequence);
  if (job.name == "begins anew") return send(socket, run::Ready{}, sequence);
  if (job.name == "garbage") return with_text("\x01\xff{{{{");
  if (job.name == "not an object") return with_text("[1, 2, 3]");
  if (job.name == "too short") return with_text("{\"reading\": 1}");
  if (job.name == "wrong sizes") return with_text("{\"reading\": 99999999, \"original\": [0,0,0,0,1,false,false]}");
  if (job.name == "negative") return with_text("{\"reading\": -1}");
  if (job.name == "deep") return with_text(std::string(1 << 20, '['));
  if (job.name == "never") return;
  if (job.name == "for ever") {
    for (;;) send(socket, run::Decoded{}, sequence);
  }
  if (job.name == "asks for ever") {
    for (;;) send(socket, run::AskFile{}, sequence);
  }
  if (job.name == "asks for a secret") {
    send(socket, run::AskFont{"/etc/passwd"}, sequence);
    Frame answer;
    std::vector<run::OwnFd> fds;
    run::receive_frame(socket, answer, &fds, 0, {});
    const auto told = run::parse_answer(answer);
    auto page = made_page(job.name, job.page);
    page.reading.lines = {made::line(fds.empty() && told.ok() && told.value().error ? "refused" : "given", 10)};
    return send(socket, std::move(page), sequence);
  }
  if (job.name == "odd poppler") {
    receive::PopplerCall call{receive::PopplerCall::What::draw};
    call.dpi = 1e9;
    return send(socket, run::AskPoppler{0, call}, sequence);
  }
  if (job.name == "poppler elsewhere") return send(socket, run::AskPoppler{7, {}}, sequence);
  send(socket, made_page(job.name, job.page), sequence);
  if (job.name == "twice") send(socket, made_page(job.name, job.page), sequence);
}

void live_as_liar(int socket) {
  send(socket, run::Ready{}, 0);
  for (;;) {
    Frame frame;
    std::vector<run::OwnFd> fds;
    if (run::receive_frame(socket, frame, &fds, 0, {}) != run::Wire::fine) return;
    const auto sequence = frame.sequence;
    const auto job = run::parse_job(std::move(frame));
    if (!job) return;
    if (job.value().what == run::Job::What::open) send(socket, run::Opened{1, 0, ""}, sequence);
    else if (job.value().what == run::Job::What::read) lie(socket, job.value(), sequence);
    else {
      core::Page page;
      page.origin = {job.value().name, job.value().page};
      page.pixels = core::Image(job.value().name == "large picture" ? 2000 : 10, 1000, 1);
      Frame answer = run::frame_of(Said(std::move(page)));
      answer.sequence = sequence;
      if (job.value().name == "short picture") answer.blob.resize(50);
      if (job.value().name == "long picture") answer.blob.resize(50'000);
      run::send_frame(socket, answer, {}, {});
    }
  }
}

struct Station {
  made::Folder folder;
  run::Equipment equipment;
  Station() {
    equipment.settings.page_seconds_max = 1, equipment.settings.limits = small_limits();
    static const auto reader = made::reads_nothing();
    equipment.readers = made::readers_of(reader);
    equipment.isolation = run::Isolation::start(equipment.readers, equipment.settings, live_as_liar).value();
  }
  std::unique_ptr<receive::PendingPage> page(const std::string& name) {
    made::write(folder / name, "a file");
    auto opened = equipment.isolation->open({folder / name, name, nullptr}, receive::FileKind::png, small_limits(), 1000);
    REQUIRE(opened.ok());
    return std::move(opened.value().pages.at(0));
  }
  std::string read(const std::string& name) {
    const auto pending = page(name);
    std::atomic<bool> decoded{false};
    const auto record = run::read_page(*pending, 1, run::OpenClaim(), equipment, decoded);
    return record.lost ? "lost: " + core::sentence(*record.lost) : record.reading.lines.at(0).text;
  }
};

}  // namespace

TEST_CASE("a lying worker costs its page, and the next one is right") {
  Station station;
  for (const char* name :
       {"truncated", "huge text",   "huge bytes", "promises much", "no header",   "other version",     "unknown word",
        "other job", "wrong page",  "wrong file", "another end",   "begins anew", "garbage",           "not an object",
        "too short", "wrong sizes", "negative",   "deep",          "odd poppler", "poppler elsewhere", "asks for ever"}) {
    INFO(name);
    CHECK(station.read(name).rfind("lost: ", 0) == 0);
    CHECK(station.read("good") == "来自 good");
  }
  CHECK(station.read("twice") == "来自 twice");  // the first word counts
  CHECK(station.read("good") == "来自 good");    // and the second is nobody's answer
  CHECK(station.read("asks for a secret") == "refused");
}

TEST_CASE("a worker that keeps its parent waiting, silent or talking, is given up") {
  Station station;
  for (const char* name : {"never", "stops in the middle", "for ever"}) {
    INFO(name);
    CHECK(has(station.read(name), "page_seconds_max"));
    CHECK(station.read("good") == "来自 good");
  }
}

TEST_CASE("a picture is as large as it says, and no larger than any may be") {
  Station station;
  CHECK(station.page("good")->decode().ok());
  for (const char* name : {"short picture", "long picture", "large picture"}) {
    INFO(name);
    const auto page = station.page(name)->decode();
    REQUIRE(!page.ok());
    CHECK(has(page.error().what, "said what no reader says"));
  }
  CHECK(station.page("good")->decode().ok());
}

TEST_CASE("what a worker says is taken to pieces without a process, for fuzzers") {
  Frame frame = run::frame_of(made_page("a", 2));
  const auto header = run::header_of(frame);
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  bytes.insert(bytes.end(), frame.text.begin(), frame.text.end());
  bytes.insert(bytes.end(), frame.blob.begin(), frame.blob.end());
  const auto said = run::parse_worker_message(bytes, small_limits());
  REQUIRE(said.ok());
  const auto* page = std::get_if<run::PageRead>(&said.value());
  REQUIRE(page);
  CHECK(page->reading.origin == core::Origin{"a", 2});
  // Cut anywhere, and with any one byte changed, it is refused or taken, and nothing else happens.
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(run::parse_worker_message(std::span(bytes).first(length), small_limits()).ok());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] ^= 0x41;
    (void)run::parse_worker_message(changed, small_limits());
  }
}

TEST_CASE("every word of a worker comes through as it was said") {
  const auto through = [](Said said) {
    Frame frame = run::frame_of(std::move(said));
    auto back = run::parse_said(std::move(frame), receive::Limits());
    REQUIRE(back.ok());
    return std::move(back).value();
  };
  core::Page page;
  page.origin = {"a.ofd", 3}, page.pixels = core::Image(3, 2, 3), page.dpi = 123.456, page.exif_turn = 270,
  page.born_digital = true;
  for (std::size_t i = 0; i < page.pixels.bytes.size(); ++i) page.pixels.bytes[i] = std::uint8_t(i * 7);
  page.text = {{"金额", {1, 2, 3, 4}}};
  page.embedded = {{"x.xml", "eInvoice", true, {{"a/b", "1"}}}};
  page.faults = {{core::TextFault::Kind::altered, "1", "2", {1, 1, 1, 1}}};
  page.original.format = core::EncodedImage::Format::ccitt_g4, page.original.width = 3, page.original.height = 2;
  page.original.black_is_one = true;
  page.original.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::vector<std::uint8_t>{9, 8, 7});
  const auto pixels = page.pixels.bytes;
  const Said said = through(std::move(page));
  const auto& back = std::get<core::Page>(said);
  CHECK(back.origin == core::Origin{"a.ofd", 3});
  CHECK(back.pixels.bytes == pixels);
  CHECK(back.dpi == 123.456);
  CHECK(back.exif_turn == 270);
  CHECK(back.born_digital);
  CHECK(back.text.at(0).text == "金额");
  CHECK(back.embedded.at(0).values.at(0).second == "1");
  CHECK(back.faults.at(0).kind == core::TextFault::Kind::altered);
  CHECK(*back.original.bytes == std::vector<std::uint8_t>{9, 8, 7});
  CHECK(back.original.black_is_one);

  const auto unpacked = std::get<run::Unpacked>(
      through(run::Unpacked{receive::Archive::Kind::files,
                            {{"a/b.jpg", 2}},
                            {{"x", "已加密，需要密码", core::Error{core::ErrorCode::encrypted, "w", "p", "c"}}}}));
  CHECK(unpacked.files.at(0) == std::pair<std::string, int>{"a/b.jpg", 2});
  CHECK(unpacked.set_aside.at(0).error->code == core::ErrorCode::encrypted);
  receive::PopplerCall call{receive::PopplerCall::What::take};
  call.page = 4, call.image = 2, call.as_map = true;
  CHECK(std::get<run::AskPoppler>(through(run::AskPoppler{5, call})).call == call);
  CHECK(std::get<core::Error>(through(core::Error{core::ErrorCode::damaged, "w", "p", "c"})).place == "p");
  run::Job job;
  job.what = run::Job::What::read, job.name = "扫描.pdf", job.page = 7, job.listing = "[]", job.pictures = true;
  job.limits.program_seconds_max = 11;
  const auto same = run::parse_job(run::frame_of(job));
  REQUIRE(same.ok());
  CHECK(same.value().name == "扫描.pdf");
  CHECK(same.value().page == 7);
  CHECK(same.value().limits.program_seconds_max == 11);
  CHECK(same.value().pictures);
  // A limit that no whole number holds (the fuzzer's).
  run::Frame beyond = run::frame_of(job);
  const auto at = beyond.text.find("120000000");
  REQUIRE(at != std::string::npos);
  beyond.text.replace(at, 9, std::string(63, '2'));
  CHECK_FALSE(run::parse_job(std::move(beyond)).ok());
}
