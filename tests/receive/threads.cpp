// Pages are decoded by several workers at once.
#include <tiffio.h>

#include <atomic>
#include <thread>

#include "catch.hpp"
#include "receive/makers.hpp"

using namespace claimpack;
using namespace claimpack::receive;

TEST_CASE("pages of one claim are decoded from several threads at once") {
  const made::Folder folder;
  const auto picture = made::page(620, 877);
  made::write(folder / "1.jpg", made::jpeg(picture));
  made::write(folder / "2.png", made::png(picture));
  made::tiff(folder / "3.tif",
             std::vector<made::TiffPage>(4, {&picture, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0, 1, 1}));
  made::write(folder / "4.pdf",
              made::pdf_page(595, 842, "q 595 0 0 842 0 0 cm /I0 Do Q\n", {made::jpeg_object(picture, made::jpeg(picture))}));
  const auto received = made::received(folder.path);
  REQUIRE(received.pages.size() == 7);
  std::atomic<int> right{0};
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 4; ++worker)
    workers.emplace_back([&] {
      for (const auto& pending : received.pages) {
        const auto page = pending->decode();
        if (page.ok() && made::mean_difference(page.value().pixels, picture) < 3) ++right;
      }
    });
  for (auto& worker : workers) worker.join();
  CHECK(right == 28);
}
