// OFD (GB/T 33190): every page drawn with its text, the file's own data on the first page of each document.
#include <algorithm>
#include <utility>

#include "receive/ofd_embedded.hpp"
#include "receive/ofd_page.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

core::Result<Pages> open_ofd(const ScanFile& file, const Limits& limits, std::int64_t& unpacked_bytes_left) {
  Limits own = limits;
  own.unpacked_bytes_max = std::min(limits.unpacked_bytes_max, unpacked_bytes_left);
  auto opened = open_ofd_file(file.path, file.name, own);
  if (!opened) return opened.error();
  unpacked_bytes_left -= opened.value().package->unpacked_bytes();
  const auto ofd = std::make_shared<const OfdFile>(std::move(opened).value());
  Pages pages;
  for (std::size_t d = 0; d < ofd->documents.size(); ++d)
    for (std::size_t p = 0; p < ofd->documents[d].pages.size(); ++p) {
      const core::Origin origin{file.name, int(pages.size()) + 1};
      pages.push_back(deferred_page(origin, [ofd, d, p, origin]() -> core::Result<core::Page> {
        auto page = draw_ofd_page(*ofd->package, ofd->documents[d], p, place_of(origin));
        if (page && p == 0) page.value().embedded = load_embedded(*ofd->package, ofd->documents[d]);
        return page;
      }));
    }
  return pages;
}

}  // namespace claimpack::receive
