using System.Globalization;
using ProductSpace.Generations.Tests.Faults;
using ProductSpace.Memory;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>
/// Every history of a folder up to a length, and longer ones by chance: writes by short-lived processes to the generation that
/// answers and to an older one, nights whose catalogue knows the last write or not, rollbacks, prunes, a storefront that writes,
/// swaps when it looks, and is killed. Whenever somebody looks, a product is as the last acknowledged write said, unless some generation since then
/// agreed with it: that one knew, and what its catalogue says later counts. A campaign, see <see cref="Campaign"/>.
/// </summary>
public sealed class TakeoverHistoryTests(ITestOutputHelper output)
{
    private const int Length = 3;
    private const int LongLength = 14;
    private const int Steps = 11;

    private static readonly byte[] s_in = Snapshot(1, isIn: true);
    private static readonly byte[] s_out = Snapshot(2, isIn: false);

    [Fact]
    public void Histories_EveryShortOne_NothingAcknowledgedIsLost()
    {
        int histories = 0;
        for (int length = 1; length <= Length; length++)
        {
            for (int number = 0; number < Math.Pow(Steps, length); number++)
            {
                Run(number, length);
                histories++;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{histories:N0} histories of up to {Length} steps"));
    }

    [Fact]
    public void Histories_LongOnesByChance_NothingAcknowledgedIsLost()
    {
        int histories = Campaign.Size(300);
        for (int seed = 0; seed < histories; seed++)
        {
            RunByChance(seed, TakeoverTwin.None);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{histories:N0} histories of {LongLength} steps"));
    }

    /// <summary>
    /// A storefront that did not see a publication and its rollback swaps to the generation that it serves already. A write that
    /// agrees with that one was dropped as known, and the next night, which says otherwise, won over it.
    /// </summary>
    [Fact]
    public void History_SameGenerationAgainAfterAnAgreeingWrite_WriteIsNotLost()
    {
        using History history = new(TakeoverTwin.None);
        foreach (int step in (int[])[4, 6, 2, 7, 10, 8, 5])
        {
            history.Step(step);
            history.JudgeReader();
        }
    }

    [Theory]
    [InlineData(TakeoverTwin.LooksAtItsOwnAlone)]
    [InlineData(TakeoverTwin.HoldsNothing)]
    [InlineData(TakeoverTwin.PrunesTheNewest)]
    public void Twins_EachWrongOnPurpose_AreCaught(TakeoverTwin twin) =>
        Assert.Contains(Enumerable.Range(0, 200), seed => Record.Exception(() => RunByChance(seed, twin)) is LostWriteException);

    /// <summary>A power cut at any step of a publication: whatever is left of it, the mark is there.</summary>
    [Fact]
    public void Publish_PowerCutAtEveryStep_MarkIsThere()
    {
        ModelDisk before = ModelDisk.Of(new Dictionary<string, byte[]> { ["/in.psx"] = s_in });
        GenerationFolder folder = new("/cut", before);
        folder.Publish("/in.psx");
        using (ProductIndex index = ProductIndex.Open(before.OpenRead(folder.PathOf(1)), folder.PathOf(1), OpenMode.Quick))
        {
            using ProductDelta delta = ProductDelta.Open(folder.DeltaPathOf(1), index, null, before);
            delta.Set("b", new DeltaChange { InStock = false });
        }

        ModelDisk disk = ModelDisk.Of(before.Now());
        int states = 0;
        int inNext = 0;
        disk.AfterStep = () =>
        {
            foreach (Dictionary<string, byte[]> left in disk.PowerCuts())
            {
                using IndexFollower reader = IndexFollower.Open("/cut", new FollowerOptions { Mode = OpenMode.Quick, UseDelta = true }, ModelDisk.Of(left), follow: false);
                Assert.Equal(("a c", null), (StockShop.InStock(reader), reader.Status.DeltaRefusal));
                states++;
                inNext += reader.Status.Generation == 2 ? 1 : 0;
            }
        };
        new GenerationFolder("/cut", disk).Publish("/in.psx");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{states} states, {inNext} of them in the next generation"));
        Assert.True(inNext > 0 && states > inNext);
    }

    private static void RunByChance(int seed, TakeoverTwin twin)
    {
        Random random = new(seed);
        using History history = new(twin);
        for (int i = 0; i < LongLength; i++)
        {
            history.Step(random.Next(Steps));
            history.JudgeReader();
        }

        history.JudgeStorefront();
    }

    /// <summary>Judged at its end: what is shorter is a history of its own.</summary>
    private static void Run(int number, int length)
    {
        using History history = new(TakeoverTwin.None);
        for (int i = 0; i < length; i++)
        {
            history.Step(number % Steps);
            number /= Steps;
        }

        history.JudgeReader();
        history.JudgeStorefront();
    }

    private static byte[] Snapshot(ulong seed, bool isIn)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("night.psx");
        StockShop.Build(path, seed, StockShop.Dimension, ("a", true), ("b", isIn), ("c", true));
        return File.ReadAllBytes(path);
    }

    public enum TakeoverTwin
    {
        None,

        /// <summary>A delta begins empty beside each generation.</summary>
        LooksAtItsOwnAlone,

        /// <summary>Two writers at once.</summary>
        HoldsNothing,

        /// <summary>A delta goes with its generation, whatever it says.</summary>
        PrunesTheNewest,
    }

    private sealed class LostWriteException(string message) : Exception(message);

    private sealed class History : IDisposable
    {
        private const string Directory = "/takeover";

        private readonly ShopFiles _files;
        private readonly GenerationFolder _folder;
        private readonly List<int> _steps = [];
        private readonly Dictionary<int, bool> _catalogues = [];
        private readonly HashSet<bool> _since = [];
        private readonly TakeoverTwin _twin;
        private bool? _written;
        private IndexFollower _storefront;
        private ProductDelta? _delta;

        public History(TakeoverTwin twin)
        {
            _twin = twin;
            _files = new ShopFiles(ModelDisk.Of(new Dictionary<string, byte[]> { ["/in.psx"] = s_in, ["/out.psx"] = s_out }), twin);
            _folder = new GenerationFolder(Directory, _files);
            Publish(isIn: true);
            _storefront = Follow();
        }

        public void Step(int step)
        {
            _steps.Add(step);
            switch (step)
            {
                case 0 or 1:
                    Write(_folder.GetCurrent().Number, "b", step == 1);
                    break;
                case 2:
                    Write(_folder.List()[0].Number, "b", isIn: false);
                    break;
                case 3:
                    Write(_folder.GetCurrent().Number, "c", isIn: false);
                    break;
                case 4 or 5:
                    Publish(step == 4);
                    break;
                case 6:
                    Rollback();
                    break;
                case 7:
                    WriteAsStorefront();
                    break;
                case 8:
                    Kill();
                    break;
                case 9:
                    Prune();
                    break;
                default:
                    JudgeStorefront();
                    break;
            }
        }

        public void JudgeStorefront() => Judge(_storefront, "storefront");

        public void JudgeReader()
        {
            using IndexFollower fresh = Follow();
            Judge(fresh, "fresh reader");
        }

        public void Dispose() => _storefront.Dispose();

        private IndexFollower Follow() => IndexFollower.Open(Directory, new FollowerOptions { Mode = OpenMode.Quick, UseDelta = true }, _files, follow: false);

        /// <summary>As `delta set` does; refused while another writer holds the newest delta.</summary>
        private void Write(int generation, string id, bool isIn)
        {
            string path = _folder.PathOf(generation);
            using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
            try
            {
                using ProductDelta delta = ProductDelta.Open(_folder.DeltaPathOf(generation), index, null, _files);
                delta.Set(id, new DeltaChange { InStock = isIn });
            }
            catch (DeltaException refused) when (refused.Problem == DeltaProblem.Held)
            {
                return;
            }

            Wrote(id, isIn, generation);
        }

        private void Publish(bool isIn)
        {
            _catalogues[_folder.Publish(isIn ? "/in.psx" : "/out.psx").Number] = isIn;
            _since.Add(isIn);
        }

        private void Rollback()
        {
            if (_folder.List()[0].Number < _folder.GetCurrent().Number)
            {
                _since.Add(_catalogues[_folder.Rollback().Number]);
            }
        }

        private void WriteAsStorefront()
        {
            try
            {
                _delta ??= _storefront.OpenDelta();
            }
            catch (DeltaException refused) when (refused.Problem == DeltaProblem.Held)
            {
                return;
            }

            bool isIn = _written is false;
            _delta.Set("b", new DeltaChange { InStock = isIn });
            _delta.Flush();
            Wrote("b", isIn, _storefront.Status.Generation);
        }

        private void Kill()
        {
            _delta?.Abandon();
            _delta = null;
            _storefront.Dispose();
            _storefront = Follow();
        }

        private void Prune()
        {
            _folder.Prune(1);
            if (_twin == TakeoverTwin.PrunesTheNewest)
            {
                string own = _folder.DeltaPathOf(_folder.GetCurrent().Number);
                foreach (string name in _files.List(Directory).Where(name => name.EndsWith(".psd", StringComparison.Ordinal) && Path.Combine(Directory, name) != own))
                {
                    _files.Delete(Path.Combine(Directory, name));
                }
            }
        }

        /// <summary>From here on the product is so, until a generation that is carried to agrees.</summary>
        private void Wrote(string id, bool isIn, int generation)
        {
            if (id == "b")
            {
                _written = isIn;
                _since.Clear();
                int current = _folder.GetCurrent().Number;
                if (generation != current)
                {
                    _since.Add(_catalogues[current]);
                }
            }
        }

        private void Judge(IndexFollower follower, string who)
        {
            follower.Look();
            bool answered = StockShop.InStock(follower).Contains('b', StringComparison.Ordinal);
            bool isSure = _written is bool written && !_since.Contains(written);
            if (isSure && answered != _written)
            {
                throw new LostWriteException($"{string.Join(' ', _steps)}: b was written {_written}, the {who} says {answered}");
            }
        }
    }

    /// <summary>A disk in memory with locks, and with what a twin does wrong.</summary>
    private sealed class ShopFiles(IFileOperations inner, TakeoverTwin twin) : ForwardingFiles(inner)
    {
        private readonly HashSet<string> _held = [];

        public override string[] List(string directory)
        {
            string[] names = base.List(directory);
            return twin == TakeoverTwin.LooksAtItsOwnAlone ? [.. names.Where(name => !name.EndsWith(".psd", StringComparison.Ordinal))] : names;
        }

        public override IDisposable? TryLock(string path, string holder) =>
            twin == TakeoverTwin.HoldsNothing ? new Held(() => { }) : _held.Add(path) ? new Held(() => _held.Remove(path)) : null;

        private sealed class Held(Action release) : IDisposable
        {
            public void Dispose() => release();
        }
    }
}
