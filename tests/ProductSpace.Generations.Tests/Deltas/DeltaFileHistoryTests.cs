using System.Buffers;
using CsCheck;
using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Generations.Tests.Faults;
using ProductSpace.Numerics;
using ProductSpace.Tests.Delta;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>
/// Random histories over a file: writes, flushes, questions, reopening, a crash at any byte of what was not acknowledged,
/// compaction, the swap to another snapshot. After each step the index answers as the plain shop; after a crash as the plain
/// shop was at some moment from the last acknowledgement on. A campaign, see <see cref="Campaign"/>.
/// </summary>
public sealed class DeltaFileHistoryTests(DeltaBases bases) : IClassFixture<DeltaBases>
{
    private static int Histories => Campaign.Size(200);

    [Fact]
    public void Delta_RandomHistories_AnswersAsThePlainShop() =>
        Gen.ULong.Array[1, 40].Sample(numbers => new History(bases).Run(numbers), iter: Histories, threads: 1);

    /// <summary>Found by the histories: the delta that a generation had left beside it said the price of a product's former life.</summary>
    [Fact]
    public void MoveTo_BackToASnapshotWithItsDelta_FormerLifeSaysNothing()
    {
        ModelDisk disk = new();
        using ProductDelta delta = ProductDelta.Open("/shop/0.psd", bases.Indexes[0], new DeltaOptions { Capacity = 128 }, disk);
        float[] vector = bases.Shop.Vector(1).ToArray();
        delta.Upsert(new DeltaProduct { Id = "returned", Vector = vector, Price = 500 });
        delta.MoveTo(bases.Indexes[1], "/shop/1.psd");
        delta.Remove("returned");
        delta.Upsert(new DeltaProduct { Id = "returned", Vector = vector });
        delta.MoveTo(bases.Indexes[0], "/shop/0.psd");
        Assert.True(bases.Indexes[0].TryGetOrdinal("returned", out int ordinal));
        Assert.Null(bases.Indexes[0].GetPrice(ordinal));
        bases.Indexes[1].DeltaLog = null;
    }

    /// <summary>
    /// Found by the histories: an empty value of a facet that a delta had not met was not kept, so that compaction lost it.
    /// </summary>
    [Fact]
    public void MoveTo_UpsertWithoutUnknownFacetCompacted_StaysAway()
    {
        ModelDisk disk = new();
        string id = bases.Shop.Ids[0];
        float[] vector = bases.Shop.Vector(0).ToArray();
        Dictionary<string, string> none = new() { ["series"] = string.Empty };
        using ProductDelta first = ProductDelta.Open("/shop/0.psd", bases.Indexes[0], new DeltaOptions { Capacity = 128 }, disk);
        first.Set(id, new DeltaChange { Facets = new Dictionary<string, string> { ["series"] = "s1" } });
        first.Flush();
        first.MoveTo(bases.Indexes[1], "/shop/1.psd");
        first.Upsert(new DeltaProduct { Id = id, Vector = vector, Facets = none });
        first.Compact();
        first.MoveTo(bases.Indexes[0], "/shop/0.psd");
        Assert.True(bases.Indexes[0].TryGetOrdinal(id, out int ordinal));
        Assert.DoesNotContain("s1", bases.Indexes[0].GetFacets().Contains("series") ? bases.Indexes[0].GetFacetValues(ordinal, "series") : []);
        bases.Indexes[0].DeltaLog = null;
        bases.Indexes[1].DeltaLog = null;
    }

    /// <summary>Found by the histories: a path taken away was lost in a swap.</summary>
    [Fact]
    public void MoveTo_FurtherPathTakenAway_StaysAway()
    {
        ProductIndex index = bases.Indexes[0];
        string id = bases.Shop.Catalog.First(row => row.Category?.EndsWith("|sale", StringComparison.Ordinal) is true).Id;
        Assert.True(index.TryGetOrdinal(id, out int before));
        using ProductDelta delta = ProductDelta.Open("/shop/0.psd", index, new DeltaOptions { Capacity = 128 }, new ModelDisk());
        delta.Set(id, new DeltaChange { Category = index.GetCategory(before) });
        delta.MoveTo(bases.Indexes[1], "/shop/1.psd");
        Assert.True(bases.Indexes[1].TryGetOrdinal(id, out int after));
        Assert.Equal(index.GetCategory(before), bases.Indexes[1].DeltaLog!.AttributesOf(after, bases.Indexes[1].DeltaLog!.Count)?.Place?.Text);
        index.DeltaLog = null;
    }

    /// <summary>Acknowledged before it is on the device: a crash then loses it, and the history sees that.</summary>
    [Fact]
    public void Twin_AcknowledgedBeforeTheFlush_IsCaught() =>
        Assert.Contains(Enumerable.Range(0, 60), seed => IsCaught(new History(bases) { AcknowledgesEarly = true }, seed));

    /// <summary>A writer that goes on behind a torn tail instead of in a file without it: what it writes is lost or refused.</summary>
    [Fact]
    public void Twin_TailNotCut_IsCaught() =>
        Assert.Contains(Enumerable.Range(0, 60), seed => IsCaught(new History(bases) { KeepsTail = true }, seed));

    /// <summary>Drawn numbers: in a progression a crash always followed the same steps, with nothing that waited.</summary>
    private static bool IsCaught(History history, int seed)
    {
        SeededRandom random = new((ulong)seed);
        ulong[] numbers = new ulong[80];
        foreach (ref ulong number in numbers.AsSpan())
        {
            number = random.NextUInt64();
        }

        return Record.Exception(() => history.Run(numbers)) is DeltaDifferenceException or DeltaException;
    }

    private sealed class History(DeltaBases bases)
    {
        private readonly List<DeltaShop> _unsure = [];
        private ModelDisk _disk = new();
        private int _base;
        private DeltaRecord? _acknowledged;

        public bool AcknowledgesEarly { get; init; }

        public bool KeepsTail { get; init; }

        public void Run(ulong[] numbers)
        {
            DeltaShop model = bases.Model();
            ProductDelta delta = Open();
            try
            {
                foreach (ulong number in numbers)
                {
                    switch (number % 16)
                    {
                        case < 8:
                            Write(delta, model, model.Write(number));
                            break;
                        case < 11:
                            if (!AcknowledgesEarly)
                            {
                                delta.Flush();
                            }

                            _unsure.Clear();
                            break;
                        case 11:
                            new DeltaExaminer(bases.Indexes[_base], model).Ask(number);
                            break;
                        case 12:
                            delta.Compact();
                            _unsure.Clear();
                            break;
                        case 13:
                            delta.Dispose();
                            _unsure.Clear();
                            delta = Open();
                            break;
                        case 14:
                            delta.MoveTo(bases.Indexes[1 - _base], PathOf(1 - _base));
                            bases.Indexes[_base].DeltaLog = null;
                            _base = 1 - _base;
                            _unsure.Clear();
                            break;
                        default:
                            Crash(delta, number / 16);
                            delta = Open();
                            model = Survivor(model);
                            _unsure.Clear();
                            break;
                    }
                }

                new DeltaExaminer(bases.Indexes[_base], model).CheckColumns();
                new DeltaExaminer(bases.Indexes[_base], model).Ask(numbers[0]);
            }
            finally
            {
                delta.Dispose();
                bases.Indexes[0].DeltaLog = null;
                bases.Indexes[1].DeltaLog = null;
            }
        }

        private static string PathOf(int number) => $"/shop/{number}.psd";

        private ProductDelta Open()
        {
            bases.Indexes[_base].DeltaLog = null;
            return ProductDelta.Open(PathOf(_base), bases.Indexes[_base], new DeltaOptions { Capacity = 128 }, _disk);
        }

        private void Write(ProductDelta delta, DeltaShop model, DeltaRecord write)
        {
            _unsure.Add(model.Clone());
            bool known = model.Apply(write);
            DeltaChange change = new()
            {
                Category = write.Category,
                Price = write.Price,
                InStock = write.InStock,
                FirstSeen = write.FirstSeen is long time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null,
                Facets = write.Facets.ToDictionary(),
                Numbers = write.Numbers.ToDictionary(),
                Payload = write.Payload.ToDictionary(),
            };
            switch (write.Kind)
            {
                case DeltaKind.Upsert:
                    delta.Upsert(new DeltaProduct { Id = write.Id, Vector = write.Vector, NextVector = write.NextVector, Category = change.Category, Price = change.Price, InStock = change.InStock, FirstSeen = change.FirstSeen, Facets = change.Facets, Numbers = change.Numbers, Payload = change.Payload });
                    break;
                case DeltaKind.Set:
                    Assert.Equal(known, delta.Set(write.Id, change));
                    break;
                default:
                    Assert.Equal(known, delta.Remove(write.Id));
                    break;
            }
        }

        /// <summary>The process ends; of what is not durable any number of bytes reached the device, some of them perhaps as zeros.</summary>
        private void Crash(ProductDelta delta, ulong number)
        {
            byte[] written = WithPending(delta);
            int durable = _disk.Durable()[PathOf(_base)].Length;
            int left = durable + (int)(number % (ulong)(written.Length - durable + 1));
            byte[] torn = written[..left];
            if (number % 3 == 0 && left > durable)
            {
                torn.AsSpan(durable + ((left - durable) / 2)).Clear();
            }

            Dictionary<string, byte[]> files = _disk.Durable();
            files[PathOf(_base)] = torn;
            delta.Abandon();
            _disk = ModelDisk.Of(files);
            if (KeepsTail)
            {
                files[PathOf(_base)] = AppendWithoutCutting(torn);
                _disk = ModelDisk.Of(files);
            }
        }

        /// <summary>What a writer would leave that opens the file and appends a write, which it acknowledges.</summary>
        private byte[] AppendWithoutCutting(byte[] torn)
        {
            DeltaRecord acknowledged = new() { Kind = DeltaKind.Set, Id = bases.Shop.Ids[7], Price = 987_654 };
            int place = (torn.Length + 7) & ~7;
            ArrayBufferWriter<byte> record = new();
            DeltaCodec.Write(record, acknowledged, DeltaHeader.ParseAlone("twin", torn).Check, place, DeltaHeader.Bytes);
            _acknowledged = acknowledged;
            return [.. torn, .. new byte[place - torn.Length], .. record.WrittenSpan];
        }

        /// <summary>The file as it would be after the flush.</summary>
        private byte[] WithPending(ProductDelta delta)
        {
            byte[] before = _disk.Now()[PathOf(_base)];
            return [.. before, .. delta.Pending()];
        }

        /// <summary>The shop at the moment that survived: the last whole write.</summary>
        private DeltaShop Survivor(DeltaShop last)
        {
            List<string> differences = [];
            foreach (DeltaShop candidate in new List<DeltaShop>([.. _unsure, last]).AsEnumerable().Reverse())
            {
                if (_acknowledged is DeltaRecord acknowledged)
                {
                    candidate.Apply(acknowledged);
                }

                try
                {
                    new DeltaExaminer(bases.Indexes[_base], candidate).CheckColumns();
                    return candidate;
                }
                catch (DeltaDifferenceException fault)
                {
                    differences.Add(fault.Message);
                }
            }

            throw new DeltaDifferenceException($"after a crash, none of {differences.Count} moments: {string.Join("; ", differences)}");
        }
    }
}
