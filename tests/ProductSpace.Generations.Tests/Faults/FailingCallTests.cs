using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// The n-th call to the system fails, for every n, before or after it took effect, with every error that matters: publishing
/// and going back either return with the new generation durable, or throw and leave a whole generation; then the folder goes
/// on. A follower stays where it is and takes the generation on once the fault is over.
/// </summary>
public class FailingCallTests(SmallShops shops) : IClassFixture<SmallShops>
{
    /// <summary>More calls than any of the operations makes.</summary>
    private const int MostCalls = 200;

    public static TheoryData<string> Errors => ["no space", "device error", "too many files", "not permitted", "read-only"];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Publish_AnyCallFails_LeavesAWholeGenerationAndGoesOn(string error)
    {
        Assert.Empty(Faults(error, files => FolderState.Publish(files, shops[1]), old: [1], wanted: 2, out int calls));
        Assert.InRange(calls, 15, MostCalls);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Rollback_AnyCallFails_LeavesAWholeGenerationAndGoesOn(string error)
    {
        Assert.Empty(Faults(error, files => new GenerationFolder(FolderState.Directory, files).Rollback(), old: [1, 2], wanted: 1, out int calls));
        Assert.InRange(calls, 8, MostCalls);
    }

    /// <summary>As the runtime does: the error of fsync is not told. The harness must see that an acknowledged generation is not durable.</summary>
    [Fact]
    public void Publish_TwinThatSwallowsFlushErrors_IsCaught() =>
        Assert.NotEmpty(Faults("device error", files => FolderState.Publish(new SwallowingFiles(files), shops[1]), old: [1], wanted: 2, out _));

    [Theory]
    [MemberData(nameof(Errors))]
    public void Follower_AnyCallFails_StaysThenSwaps(string error)
    {
        bool failed = true;
        int calls = 0;
        while (failed)
        {
            calls++;
            using TemporaryFolder folder = new();
            GenerationFolder generations = new(folder.Root);
            generations.Publish(shops[0]);
            ForwardingFiles files = new(SystemFiles.Instance);
            using IndexFollower follower = IndexFollower.Open(folder.Root, new FollowerOptions(), files, follow: false);
            generations.Publish(shops[1]);
            FailingFiles failing = new(SystemFiles.Instance, calls, () => ErrorOf(error), afterwards: calls % 2 == 0);
            files.Inner = failing;
            bool swapped = follower.Look();
            failed = failing.HasFailed;
            Assert.Equal(!failed, swapped);
            using (IndexLease lease = follower.Acquire())
            {
                Assert.Equal(failed ? 1 : 2, lease.Generation);
                Assert.Equal(failed ? 0 : 1, SmallShops.WordOf(lease.Index));
            }

            Assert.Equal(failed, follower.Status.Refusal is not null);
            for (int look = 0; failed && look < 4; look++)
            {
                follower.Look();
            }

            Assert.Equal((2, null), (follower.Status.Generation, follower.Status.Refusal));
        }

        Assert.InRange(calls, 3, MostCalls);
    }

    [Fact]
    public void Open_AnyCallFails_ThrowsAndLeavesNothingOpen()
    {
        using TemporaryFolder folder = new();
        new GenerationFolder(folder.Root).Publish(shops[0]);
        int calls = 0;
        bool failed = true;
        while (failed)
        {
            FailingFiles failing = new(SystemFiles.Instance, ++calls, () => ErrorOf("too many files"), afterwards: false);
            try
            {
                IndexFollower.Open(folder.Root, new FollowerOptions(), failing, follow: false).Dispose();
                failed = false;
            }
            catch (IOException fault)
            {
                Assert.Equal(ErrorOf("too many files").Message, fault.Message);
            }
        }

        Assert.InRange(calls, 3, MostCalls);
    }

    /// <summary>A device that stores a flipped bit, or nothing, and says that all is well: what is read back is refused.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Publish_SilentlyDamagedWrite_IsRefused(bool dropped)
    {
        int writes = 0;
        bool damaged = true;
        while (damaged)
        {
            ModelDisk disk = FolderState.Published(shops[0]);
            DamagingFiles files = new(disk, ++writes, dropped);
            Exception? fault = Record.Exception(() => FolderState.Publish(files, shops[1]));
            damaged = files.HasDamaged;
            Assert.Equal(damaged, fault is SnapshotException or GenerationException);
            Assert.Equal((damaged ? 1 : 2, null), new FolderState().Look(disk.Durable()));
        }

        Assert.InRange(writes, 3, MostCalls);
    }

    /// <summary>All faults of an operation, one for each failing call that it did not stand; empty where it stands all.</summary>
    private List<string> Faults(string error, Action<IFileOperations> work, int[] old, int wanted, out int calls)
    {
        List<string> found = [];
        FolderState look = new();
        calls = 0;
        bool failed = true;
        while (failed && calls < MostCalls)
        {
            calls++;
            failed = false;
            foreach (bool afterwards in new[] { false, true })
            {
                ModelDisk disk = FolderState.Published([.. old.Select(number => shops[number - 1])]);
                FailingFiles files = new(disk, calls, () => ErrorOf(error), afterwards);
                Exception? fault = Record.Exception(() => work(files));
                failed |= files.HasFailed;
                string where = $"call {calls}, {(afterwards ? "after" : "before")} it took effect: ";
                if (fault is not null and not (IOException or UnauthorizedAccessException))
                {
                    found.Add($"{where}{fault}");
                }

                (int now, string? problem) = look.Look(disk.Now());
                if (problem is not null || (now != wanted && (fault is null || now != old[^1])))
                {
                    found.Add($"{where}generation {now} {problem}");
                }

                if (fault is null && look.Look(disk.Durable()) != (wanted, null))
                {
                    found.Add($"{where}returned, and a power cut takes it back");
                }

                if (!files.FailedToDelete && disk.Now().Keys.Any(path => Path.GetFileName(path).StartsWith('.')))
                {
                    found.Add($"{where}left a hidden file");
                }

                Generation next = FolderState.Publish(disk, shops[2]);
                if (look.Look(disk.Durable()) != (next.Number, null) || disk.Now().Keys.Any(path => Path.GetFileName(path).StartsWith('.')))
                {
                    found.Add($"{where}the next publication is not whole");
                }
            }
        }

        return found;
    }

    private static Exception ErrorOf(string name) => name switch
    {
        "not permitted" => new UnauthorizedAccessException(name),
        _ => new IOException(name),
    };

    private sealed class SwallowingFiles(IFileOperations inner) : ForwardingFiles(inner)
    {
        public override INewFile CreateNew(string path) => new Writer(base.CreateNew(path));

        private sealed class Writer(INewFile inner) : INewFile
        {
            public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

            public void Flush() => Record.Exception(inner.Flush);

            public void Dispose() => inner.Dispose();
        }
    }

    private sealed class DamagingFiles(IFileOperations inner, int damaged, bool dropped) : ForwardingFiles(inner)
    {
        private int _writes;

        public bool HasDamaged { get; private set; }

        public override INewFile CreateNew(string path) => new Writer(this, base.CreateNew(path));

        private sealed class Writer(DamagingFiles files, INewFile inner) : INewFile
        {
            public void Write(ReadOnlySpan<byte> bytes, long offset)
            {
                byte[] copy = bytes.ToArray();
                if (++files._writes == files.Damaged)
                {
                    files.HasDamaged = true;
                    if (files.Drops)
                    {
                        return;
                    }

                    copy[copy.Length / 2] ^= 8;
                }

                inner.Write(copy, offset);
            }

            public void Flush() => inner.Flush();

            public void Dispose() => inner.Dispose();
        }

        private int Damaged => damaged;

        private bool Drops => dropped;
    }
}
