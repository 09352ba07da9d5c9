using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Numerics;

namespace ProductSpace.Storage;

/// <summary>
/// The snapshot file in numbers: offsets of the fields of the header and of a table entry, and the section ids.
/// native-free-docs/snapshot-format.md draws it field by field. Everything is little-endian.
/// </summary>
internal static class SnapshotLayout
{
    public const uint FormatVersion = 1;
    public const uint MinimumReaderVersion = 1;

    /// <summary>Sections start at multiples of this; the bytes between them are zero.</summary>
    public const int SectionAlignment = 4096;

    public const int HeaderBytes = 4096;
    public const int TableOffset = HeaderBytes;
    public const int TableBytes = 8192;
    public const int EntryBytes = 40;
    public const int MaxSections = TableBytes / EntryBytes;
    public const int FirstSection = TableOffset + TableBytes;

    // Maximum counts that a reader accepts; the writer refuses more, naming the count.
    public const int MaxUpperLayers = 32;
    public const int MaxFacets = 64;
    public const int MaxFacetValues = 1 << 16;
    public const int MaxNumberColumns = 64;
    public const int MaxNumbersOfProduct = 64;
    public const int MaxTables = 4;
    public const int MaxTableEntries = 256;
    public const int MaxTableNameBytes = 64;
    public const int MaxAttachments = 16;
    public const int MaxAttachmentNameBytes = 64;
    public const int MaxAttachmentBytes = 1 << 26;

    /// <summary>Products listed for each category, the most popular first.</summary>
    public const int PopularOfCategory = 64;

    // Header.
    public const int Magic = 0;                    //   0-7     89 'P' 'S' 'X' 0D 0A 1A 0A
    public const int Version = 8;                  //   8-11    u32
    public const int ReaderVersion = 12;           //  12-15    u32, least version of a reader that understands the file
    public const int FileLength = 16;              //  16-23    u64
    public const int SectionCount = 24;            //  24-27    u32
    public const int ProductCount = 28;            //  28-31    u32
    public const int Dimension = 32;               //  32-35    u32
    public const int SpaceCount = 36;              //  36-39    u32, 1 = Similar, 2 = Similar and Next
    public const int M = 40;                       //  40-43    u32, 0 = a file without a graph
    public const int EfConstruction = 44;          //  44-47    u32
    public const int AlphaNumerator = 48;          //  48-51    u32
    public const int AlphaDenominator = 52;        //  52-55    u32
    public const int CategoryCount = 56;           //  56-59    u32
    public const int ProductsWithoutRow = 60;      //  60-63    u32, products without a row in the catalogue
    public const int Seed = 64;                    //  64-71    u64
    public const int SimilarHash = 72;             //  72-79    u64, XXH3 of the embedding file
    public const int NextHash = 80;                //  80-87    u64, 0 without Next
    public const int CatalogHash = 88;             //  88-95    u64, 0 without a catalogue
    public const int IdHashSeed = 96;              //  96-103   u64
    public const int IdHashProbes = 104;           // 104-107   u32, longest run of slots that a lookup may read
    public const int SkippedVectors = 108;         // 108-111   u32
    public const int Spaces = 112;                 // 112-175   two times 32 bytes, see below
    public const int TableHash = 176;              // 176-183   u64, XXH3 of the table area
    public const int ContentHash = 184;            // 184-199   XXH128 of header bytes 0-175 and the table area
    public const int HeaderHash = 4088;            // 4088-4095 u64, XXH3 of header bytes 0-4087; 200-4087 are zero

    // One space in the header.
    public const int SpaceBytes = 32;
    public const int SpaceNodes = 0;               // u32, rows that are nodes of the graph (distinct codes)
    public const int SpaceReachable = 4;           // u32, nodes reached from the entry point: the certificate
    public const int SpaceRepaired = 8;            // u32, of these only after a repair
    public const int SpaceEntryPoint = 12;         // u32, row of layer 0
    public const int SpaceUpperLayers = 16;        // u32
    public const int SpaceCells = 20;              // u32
    public const int SpaceEqualRows = 24;          // u32

    // One entry of the section table.
    public const int EntryId = 0;                  // u32
    public const int EntryFlags = 4;               // u32, bit 0: a reader that does not know the section must refuse
    public const int EntryOffset = 8;              // u64
    public const int EntryLength = 16;             // u64
    public const int EntryHash = 24;               // u64, XXH3 of the section's bytes; 32-39 are zero

    public const uint RequiredFlag = 1;

    public static ReadOnlySpan<byte> MagicBytes => [0x89, (byte)'P', (byte)'S', (byte)'X', 0x0D, 0x0A, 0x1A, 0x0A];

    public static long AlignUp(long offset) => (offset + SectionAlignment - 1) & ~(SectionAlignment - 1L);
}

/// <summary>
/// Ids of the sections. Those of a space combine a number below 0x100 with the space, see <see cref="OfSpace"/>.
/// </summary>
internal static class SectionId
{
    public const uint ProductIdOffsets = 1;        // u32 [products + 1]
    public const uint ProductIdText = 2;           // UTF-8
    public const uint ProductIdSlots = 3;          // u32 [power of two], ordinal + 1, 0 = free
    public const uint Categories = 4;              // CategoryRow [categories + 1]
    public const uint CategoryText = 5;            // UTF-8
    public const uint FurtherMembers = 6;          // u32 ordinals, by category
    public const uint ProductCategories = 7;       // u32 [products]
    public const uint Prices = 8;                  // i64 [products], minor units, least number = none
    public const uint Stock = 9;                   // u64 [products / 64], a bit a product
    public const uint FirstSeen = 10;              // i64 [products], unix ms, least number = none
    public const uint PayloadOffsets = 11;         // u64 [products + 1], optional
    public const uint PayloadText = 12;            // UTF-8 values, each ended by 0, optional
    public const uint PayloadColumns = 13;         // UTF-8 names, each ended by 0, optional
    public const uint RotationMatrix = 14;         // f32 [dimension x padded width], of builds before section 31
    public const uint Facets = 15;                 // FacetRow [facets + 1], optional; with the next three all or none
    public const uint FacetValues = 16;            // FacetValueRow [values + 1], by facet, then by bytes
    public const uint FacetText = 17;              // UTF-8: names of the facets, then their values
    public const uint FacetPostings = 18;          // u16: which products have each value
    public const uint Radii = 19;                  // f64 [spaces], 0 = cosine; only where a space has dot products
    public const uint TableNames = 20;             // UTF-8 names of the item tables, each ended by 0, optional
    public const uint Popularity = 21;             // f32 [products], optional; with the next both or none
    public const uint PopularByCategory = 22;      // i32 [categories x 64], ordinals, most popular first, -1 = none
    public const uint AttachmentNames = 23;        // UTF-8, each ended by 0, optional; with the next two all or none
    public const uint AttachmentEnds = 24;         // i64 [attachments], where each ends in the bytes
    public const uint AttachmentBytes = 25;        // u8, the attachments one after the other

    public const uint NumberNames = 26;            // UTF-8, each ended by 0, optional; with the next four all or none
    public const uint Numbers = 27;                // f64 [columns x products], least number of each, NaN = none
    public const uint FurtherNumberEnds = 28;      // i64 [columns], where those of each end in the next two
    public const uint FurtherNumberProducts = 29;  // i32 ordinals, ascending in a column
    public const uint FurtherNumbers = 30;         // f64, second and later numbers, ascending in a product
    public const uint RotationSigns = 31;          // u32 [rounds x words], in place of the rotation matrix
    public const uint PopularityTrends = 32;       // f32 [products], doublings, 0 = none; optional, with popularity

    public const uint TableProducts = 1;           // i32 [products x entries], ordinals, -1 = none; see OfTable
    public const uint TableWeights = 2;            // u16 [products x entries], in 65535ths of the row's scale
    public const uint TableScales = 3;             // f32 [products], largest weight of the row

    public const uint Model = 1;                   // row error f64, row length f64, step f32, 0, mean f32 [dimension]
    public const uint Codes = 2;                   // u8 [rows x stride]
    public const uint ExactRows = 3;               // i16 [rows x dimension] and 64 zero bytes
    public const uint ExactScales = 4;             // f32 [rows]
    public const uint Norms = 5;                   // f32 [products], length of the vector as read
    public const uint Neighbors = 6;               // i32 [rows x 2 M]
    public const uint EqualRows = 7;               // (i32 node, i32 row) pairs, ascending
    public const uint Cells = 8;                   // Cell [cells]: first row, rows, category, i32 each
    public const uint Centroids = 9;               // u8 [cells x stride]
    public const uint Ordinals = 10;               // i32 [rows], slot to ordinal, Next only
    public const uint Slots = 11;                  // i32 [products], ordinal to slot, Next only
    public const uint Calibration = 12;            // CalibrationRow
    public const uint RowErrors = 13;              // u8 [rows], what the codes lost, in 255ths of the model's row error
    public const uint GroupStarts = 14;            // i32 [groups + 1], first cells; with the next four all or none
    public const uint GroupCentroids = 15;         // u8 [groups x stride]
    public const uint CellCodebook = 16;           // i8, codewords of the 4-bit codes
    public const uint CellBlocks = 17;             // u8 [cells x block bytes]
    public const uint CellCalibration = 18;        // CellCalibrationRow
    public const uint EqualNodes = 19;             // (i32 row, i32 node) pairs, ascending; only without a graph
    public const uint ResidualRows = 20;           // u8 [rows x (dimension + dimension / 8)] and 64 zero bytes
    public const uint OutlierStarts = 21;          // i32 [blocks of 16 rows + 1]
    public const uint Outliers = 22;               // Outlier, by place
    public const uint PackedNeighbors = 23;        // u16 or u24 [rows x 2 M] and a zero byte, in place of neighbors
    public const uint GivenRows = 24;              // f32 [rows x dimension] as given, in place of exact rows and scales
    public const uint Stretch = 25;                // f64, factor by which rows are stretched along the mean
    public const uint WalkStops = 28;              // WalkStopRow, optional; with the next both or none
    public const uint WalkMisses = 29;             // u16 [kinds x measured k x states], optional
    public const uint CellStarts = 30;             // CellStartRow, optional; with the next both or none
    public const uint CellStartMisses = 31;        // u16 [starts x measured k x states], optional
    public const uint UpperCodes = 0x20;           // + 4 per layer above 1: u8 [nodes x stride of the codes of walks]
    public const uint UpperNeighbors = 0x21;       // i32 [nodes x M]
    public const uint UpperBelow = 0x22;           // i32 [nodes], node of the layer below
    public const uint Navigation = 0xF0;           // unit f64, numbers, step, depths for 10 and 100 i32; optional
    public const uint NavigationAxes = 0xF1;       // u8 [numbers x stride], with navigation
    public const uint ShortCodes = 0xF2;           // u8 [rows x stride of the numbers], with navigation

    private const int FirstTable = 0x10;

    public static uint OfSpace(int space, uint id) => ((uint)(space + 1) << 8) | id;

    public static uint OfTable(int table, uint id) => ((uint)(table + FirstTable) << 8) | id;

    public static uint OfUpper(int space, uint id, int layer) => OfSpace(space, id + (uint)((layer - 1) * 4));

    /// <summary>Name of a section in messages and in `info`.</summary>
    public static string NameOf(uint id)
    {
        uint local = id & 0xFF;
        string space = (id >> 8) switch
        {
            0 => string.Empty,
            1 => "similar.",
            2 => "next.",
            _ => $"space{(id >> 8) - 1}.",
        };
        if (id >> 8 == 0)
        {
            return local switch
            {
                ProductIdOffsets => "product-id-offsets",
                ProductIdText => "product-id-text",
                ProductIdSlots => "product-id-slots",
                Categories => "categories",
                CategoryText => "category-text",
                FurtherMembers => "further-members",
                ProductCategories => "product-categories",
                Prices => "prices",
                Stock => "stock",
                FirstSeen => "first-seen",
                PayloadOffsets => "payload-offsets",
                PayloadText => "payload-text",
                PayloadColumns => "payload-columns",
                RotationMatrix => "rotation",
                RotationSigns => "rotation-signs",
                Facets => "facets",
                FacetValues => "facet-values",
                FacetText => "facet-text",
                FacetPostings => "facet-postings",
                Radii => "radii",
                TableNames => "table-names",
                Popularity => "popularity",
                PopularityTrends => "popularity-trends",
                PopularByCategory => "popular-by-category",
                AttachmentNames => "attachment-names",
                AttachmentEnds => "attachment-ends",
                AttachmentBytes => "attachment-bytes",
                NumberNames => "number-names",
                Numbers => "numbers",
                FurtherNumberEnds => "further-number-ends",
                FurtherNumberProducts => "further-number-products",
                FurtherNumbers => "further-numbers",
                _ => $"section-{id}",
            };
        }

        if (id >> 8 >= FirstTable && local is >= TableProducts and <= TableScales)
        {
            string part = local switch { TableProducts => "products", TableWeights => "weights", _ => "scales" };
            return $"table{(id >> 8) - FirstTable + 1}.{part}";
        }

        if (local is >= UpperCodes and < Navigation)
        {
            string part = (local & 3) switch { 0 => "codes", 1 => "neighbors", _ => "below" };
            return $"{space}layer{((local - UpperCodes) / 4) + 1}-{part}";
        }

        return space + local switch
        {
            Model => "model",
            Codes => "codes",
            ExactRows => "exact-rows",
            ExactScales => "exact-scales",
            Norms => "norms",
            Neighbors => "neighbors",
            EqualRows => "equal-rows",
            Cells => "cells",
            Centroids => "centroids",
            Ordinals => "ordinals",
            Slots => "slots",
            Calibration => "calibration",
            RowErrors => "row-errors",
            GroupStarts => "group-starts",
            GroupCentroids => "group-centroids",
            CellCodebook => "cell-codebook",
            CellBlocks => "cell-blocks",
            CellCalibration => "cell-calibration",
            EqualNodes => "equal-nodes",
            ResidualRows => "residual-rows",
            OutlierStarts => "outlier-starts",
            Outliers => "outliers",
            PackedNeighbors => "packed-neighbors",
            GivenRows => "given-rows",
            Stretch => "stretch",
            WalkStops => "walk-stops",
            WalkMisses => "walk-misses",
            CellStarts => "cell-starts",
            CellStartMisses => "cell-start-misses",
            Navigation => "navigation",
            NavigationAxes => "navigation-axes",
            ShortCodes => "short-codes",
            _ => $"section-{local}",
        };
    }
}

/// <summary>One category on disk, depth-first by path; an extra last row ends the runs of the last category.</summary>
internal struct CategoryRow
{
    /// <summary>Start of the path in the text section; it ends where the next one begins.</summary>
    public uint PathOffset;

    /// <summary>Number of the parent, -1 for the root.</summary>
    public int Parent;

    /// <summary>Number after the last category of the subtree.</summary>
    public int End;

    /// <summary>First ordinal of the subtree, which ends where that of category End begins.</summary>
    public int First;

    /// <summary>Start of the further members in their section; they end where the next ones begin.</summary>
    public uint FurtherOffset;
}

/// <summary>One facet on disk; an extra last row ends the runs of the last facet.</summary>
internal struct FacetRow
{
    /// <summary>Start of the name in the text section; it ends where the next text begins.</summary>
    public ulong TextOffset;

    /// <summary>Number of the first value; the values end where those of the next facet begin.</summary>
    public uint FirstValue;

    /// <summary>Number of products that have any value.</summary>
    public int Products;
}

/// <summary>One value of a facet on disk; an extra last row ends the runs of the last value.</summary>
internal struct FacetValueRow
{
    /// <summary>Start of the value in the text section; it ends where the next text begins.</summary>
    public ulong TextOffset;

    /// <summary>Start of the posting, in 16-bit numbers; it ends where the next one begins.</summary>
    public ulong PostingOffset;

    /// <summary>Number of products that have the value.</summary>
    public int Products;

    /// <summary>Number of chunks of 65,536 ordinals in which the posting has products.</summary>
    public int Chunks;
}
