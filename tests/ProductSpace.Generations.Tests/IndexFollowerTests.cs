using System.Buffers.Binary;
using ProductSpace.Generations.Folders;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests;

public sealed class IndexFollowerTests(SmallShops shops, ITestOutputHelper output) : IClassFixture<SmallShops>, IDisposable
{
    private static readonly float[] s_vector = [1, 2, 3, 4];

    private readonly TemporaryFolder _folder = new();

    private GenerationFolder Folder => new(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_Following_SwapsBySelf(bool useWatcher)
    {
        Folder.Publish(shops[0]);
        List<int> told = [];
        using IndexFollower follower = IndexFollower.Open(_folder.Root, new FollowerOptions
        {
            UseWatcher = useWatcher,
            PollInterval = TimeSpan.FromMilliseconds(20),
            OnChange = status => told.Add(status.Generation),
        });
        Assert.Equal((1, 1L), (follower.Status.Generation, follower.Status.Publication));
        Folder.Publish(shops[1]);
        WaitFor(() => follower.Status.Generation == 2);
        Folder.Rollback();
        WaitFor(() => follower.Status.Generation == 1);
        Assert.Equal(3, follower.Status.Publication);
        using IndexLease lease = follower.Acquire();
        Assert.Equal((1, 3L, 0), (lease.Generation, lease.Publication, SmallShops.WordOf(lease.Index)));
        WaitFor(() => told.Count == 2);
        Assert.Equal([2, 1], told);
    }

    /// <summary>The folder itself is exchanged: a watcher sees nothing of it.</summary>
    [SkippableFact]
    public void Look_FolderExchangedByLink_SwapsAllTheSame()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need rights on Windows");
        Directory.CreateDirectory(_folder.File("a"));
        Directory.CreateDirectory(_folder.File("b"));
        new GenerationFolder(_folder.File("a")).Publish(shops[0]);
        new GenerationFolder(_folder.File("b")).Publish(shops[1]);
        File.CreateSymbolicLink(_folder.File("now"), _folder.File("a"));
        using IndexFollower follower = Manual(_folder.File("now"));
        File.Delete(_folder.File("now"));
        File.CreateSymbolicLink(_folder.File("now"), _folder.File("b"));
        Assert.True(follower.Look());
        using IndexLease lease = follower.Acquire();
        Assert.Equal(1, SmallShops.WordOf(lease.Index));
    }

    [Theory]
    [InlineData(OpenMode.Quick, false)]
    [InlineData(OpenMode.Warm, false)]
    [InlineData(OpenMode.Verify, false)]
    [InlineData(OpenMode.Verify, true)]
    public void Search_UnderLease_CarriesItsGeneration(OpenMode mode, bool copy)
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = IndexFollower.Open(_folder.Root, new FollowerOptions { Mode = mode, CopyToMemory = copy }, SystemFiles.Instance, follow: false);
        Folder.Publish(shops[1]);
        Assert.True(follower.Look());
        Assert.False(follower.Look());
        using IndexLease lease = follower.Acquire();
        ProductIndex index = lease.Index;
        Neighbor[] hits = new Neighbor[5];
        SearchResult[] many = new SearchResult[2];
        float[] two = [.. s_vector, .. s_vector];
        index.SearchMany(two, new Neighbor[4], many);
        SearchResult[] results =
        [
            index.Search(s_vector, hits), index.SearchExact(s_vector, hits), index.SearchSession([1, 2], hits), index.SearchSession(["p-1"], hits),
            index.SearchSessionExact(["p-1"], hits), index.SearchSession(["nobody"], hits), index.Search(s_vector, []), .. many,
        ];
        Assert.All(results, result => Assert.Equal(2, result.Generation));
        index.SearchManyExact(two, [], many);
        Assert.All(many, result => Assert.Equal(2, result.Generation));
        using ProductIndex plain = ProductIndex.Open(shops[0]);
        Assert.Equal(0, plain.Search(s_vector, hits).Generation);
    }

    [Fact]
    public void Lease_OverSwap_StaysOnItsMapUntilItEnds()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        ProductIndex old;
        using (IndexLease outer = follower.Acquire())
        {
            old = outer.Index;
            Folder.Publish(shops[1]);
            Assert.True(follower.Look());
            Assert.Equal(0, SmallShops.WordOf(outer.Index));
            using (IndexLease inner = follower.Acquire())
            {
                Assert.Equal((2, 1), (inner.Generation, SmallShops.WordOf(inner.Index)));
            }

            outer.Index.Verify();
        }

        WaitFor(() => IsClosed(old));
    }

    /// <summary>The broken twin of a lease: an index that is kept beyond it is closed, not read from a map that is gone.</summary>
    [Fact]
    public void Index_KeptBeyondItsLease_IsClosedAfterTheSwap()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        ProductIndex kept;
        using (IndexLease lease = follower.Acquire())
        {
            kept = lease.Index;
        }

        Folder.Publish(shops[1]);
        follower.Look();
        WaitFor(() => IsClosed(kept));
        Assert.Throws<ObjectDisposedException>(() => kept.Search(s_vector, new Neighbor[1]));
    }

    [Fact]
    public void Lease_Disposed_GivesNothingMore()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        IndexLease lease = follower.Acquire();
        lease.Dispose();
        lease.Dispose();
        try
        {
            _ = lease.Index;
            Assert.Fail("the lease had ended");
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>An ordinal is another product in the next generation. The twin resolves after the swap and gets a wrong id; the checked way refuses.</summary>
    [Fact]
    public void GetProductId_AfterSwap_IsRefusedWhereTheTwinIsWrong()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        Neighbor[] hits = new Neighbor[10];
        SearchResult answer;
        string[] right;
        using (IndexLease lease = follower.Acquire())
        {
            answer = lease.Index.Search(s_vector, hits);
            right = [.. hits.Select(hit => follower.GetProductId(answer, hit))];
        }

        Folder.Publish(shops[1]);
        follower.Look();
        using IndexLease later = follower.Acquire();
        ProductIndex twin = later.Index;
        Assert.NotEqual(right, hits.Select(hit => twin.GetProductId(hit.Ordinal)));
        GenerationException refusal = Assert.Throws<GenerationException>(() => follower.GetProductId(answer, hits[0]));
        Assert.Contains("of generation 1, and generation 2 answers now", refusal.Message, StringComparison.Ordinal);
        SearchResult anew = later.Index.Search(s_vector, hits);
        Assert.Equal(later.Index.GetProductId(hits[0].Ordinal), later.GetProductId(anew, hits[0]));
    }

    [Fact]
    public void Filter_OverSwaps_MeansTheSameInEachGeneration()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        BoundFilter boots = follower.CreateFilter(f => f.InCategory("shoes/boots").Products("p-0", "p-2", "p-3"));
        BoundFilter flats = follower.CreateFilter(f => f.InCategory("shoes/flats"));
        Assert.Throws<ArgumentException>(() => follower.CreateFilter(f => f.InCategory("shoes/boot")));
        string[] expected = ["p-0", "p-2"];
        ProductFilter[] seen = new ProductFilter[3];
        for (int shop = 0; shop < 3; shop++)
        {
            if (shop > 0)
            {
                Folder.Publish(shops[shop]);
                follower.Look();
            }

            using IndexLease lease = follower.Acquire();
            seen[shop] = lease.Filter(boots);
            Assert.Same(seen[shop], lease.Filter(boots));
            Neighbor[] hits = new Neighbor[10];
            SearchResult result = lease.Index.SearchExact(s_vector, hits, new SearchOptions { Filter = seen[shop] });
            ProductIndex index = lease.Index;
            Assert.Equal(expected, hits[..result.Count].Select(hit => index.GetProductId(hit.Ordinal)).Order(StringComparer.Ordinal));

            // Shop 1 has no flats any more: nothing matches, and nobody is stopped by an error.
            Assert.Equal(shop == 1 ? 0 : SmallShops.Products / 2, lease.Filter(flats).Count);
        }

        Assert.Equal(3, seen.Distinct().Count());
    }

    /// <summary>A filter that missed the preparation of a swap is compiled by its first use, and only by that.</summary>
    [Fact]
    public void Filter_MadeDuringASwap_IsCompiledOnce()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        int compiled = 0;
        BoundFilter filter = follower.CreateFilter(Describe);
        filter = new BoundFilter(filter.Scope, Describe);
        Folder.Publish(shops[1]);
        follower.Look();
        compiled = 0;
        using IndexLease now = follower.Acquire();
        for (int i = 0; i < 3; i++)
        {
            Assert.Same(now.Index.CreateFilter(f => f.InStock()), now.Filter(filter));
        }

        Assert.Equal(1, compiled);

        void Describe(ProductFilterBuilder builder)
        {
            compiled++;
            builder.InStock();
        }
    }

    /// <summary>Filters are ready before a generation answers: the first request compiles nothing.</summary>
    [Fact]
    public void Filter_AfterASwap_WasCompiledBefore()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        int compiled = 0;
        BoundFilter filter = follower.CreateFilter(builder =>
        {
            compiled++;
            builder.InStock();
        });
        Assert.Equal(1, compiled);
        Folder.Publish(shops[1]);
        Assert.True(follower.Look());
        Assert.Equal(2, compiled);
        using IndexLease lease = follower.Acquire();
        lease.Filter(filter);
        Assert.Equal(2, compiled);
    }

    /// <summary>A filter lives as long as the process; it must not keep the index of each generation that is gone.</summary>
    [Fact]
    public void Filter_AfterASwap_LetsTheOldIndexGo()
    {
        Folder.Publish(shops[0]);
        FollowerOptions quick = new() { Mode = OpenMode.Quick };
        using IndexFollower follower = IndexFollower.Open(_folder.Root, quick, SystemFiles.Instance, follow: false);
        BoundFilter filter = follower.CreateFilter(f => f.InStock());
        WeakReference old = Swapped(follower, filter);
        WaitFor(() =>
        {
            GC.Collect();
            return !old.IsAlive;
        });
        GC.KeepAlive(filter);
    }

    /// <summary>An old lease uses the filter after the swap: compiled for it alone, and not kept.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference Swapped(IndexFollower follower, BoundFilter filter)
    {
        using IndexLease lease = follower.Acquire();
        Folder.Publish(shops[1]);
        follower.Look();
        Assert.Equal(SmallShops.Products, lease.Filter(filter).Count);
        return new WeakReference(lease.Index);
    }

    [Fact]
    public void Search_OfALease_IsThatOfItsIndex()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        using IndexLease lease = follower.Acquire();
        Neighbor[] expected = new Neighbor[5];
        Neighbor[] hits = new Neighbor[5];
        SearchResult plain = lease.Index.Search(s_vector, expected);
        Assert.Equal((plain.Count, 1), (lease.Search(s_vector, hits).Count, plain.Generation));
        Assert.Equal(expected, hits);
        lease.Index.SearchSession(["p-1", "p-2"], expected);
        lease.SearchSession(["p-1", "p-2"], hits);
        Assert.Equal(expected, hits);
        lease.Index.SearchSession([3, 4], expected);
        lease.SearchSession([3, 4], hits);
        Assert.Equal(expected, hits);
        Assert.Equal(lease.Index.GetProductId(hits[0].Ordinal), lease.GetProductId(hits[0]));
        Assert.Null(lease.Variant);
    }

    [Fact]
    public void CreateFilter_WithOrdinals_IsRefused()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        foreach (Action<ProductFilterBuilder> describe in new Action<ProductFilterBuilder>[] { f => f.Ordinals([1]), f => f.Bitmap([1]), f => f.Not(g => g.Ordinals([])) })
        {
            Assert.Contains("next generation", Assert.Throws<ArgumentException>(() => follower.CreateFilter(describe)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Filter_OfAnotherFollower_IsRefused()
    {
        Folder.Publish(shops[0]);
        using IndexFollower one = Manual();
        using IndexFollower other = Manual();
        BoundFilter filter = one.CreateFilter(f => f.InStock());
        Assert.Throws<ArgumentException>(() =>
        {
            using IndexLease lease = other.Acquire();
            lease.Filter(filter);
        });
    }

    [Fact]
    public void Look_NewerFormat_StaysAndSaysSo()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        SnapshotForge newer = new(File.ReadAllBytes(shops[1]));
        BinaryPrimitives.WriteInt32LittleEndian(newer.Bytes.AsSpan(SnapshotLayout.ReaderVersion), 2);
        Put(2, newer.Reseal().Bytes, publication: 2);
        Assert.False(follower.Look());
        FollowerStatus status = follower.Status;
        Assert.Equal((1, 2), (status.Generation, status.RefusedGeneration));
        Assert.Contains("needs a reader of format 2, but this one reads up to 1; update ProductSpace", status.Refusal, StringComparison.Ordinal);
        using (IndexLease lease = follower.Acquire())
        {
            Assert.Equal(0, SmallShops.WordOf(lease.Index));
        }

        // The pointer set back is no swap, and clears the refusal; a readable generation is taken on.
        Put(1, File.ReadAllBytes(shops[0]), publication: 1);
        Assert.False(follower.Look());
        Assert.Equal((null, 0), (follower.Status.Refusal, follower.Status.RefusedGeneration));
        Put(3, File.ReadAllBytes(shops[2]), publication: 3);
        Assert.True(follower.Look());
    }

    /// <summary>What is prepared is done before anybody gets an answer of the generation.</summary>
    [Fact]
    public void Prepare_EachGeneration_RunsBeforeItAnswers()
    {
        Folder.Publish(shops[0]);
        List<int> prepared = [];
        IndexFollower? following = null;
        FollowerOptions options = new()
        {
            Mode = OpenMode.Quick,
            Prepare = index => prepared.Add((SmallShops.WordOf(index) * 10) + (following?.Status.Generation ?? 0)),
        };
        using IndexFollower follower = IndexFollower.Open(_folder.Root, options, SystemFiles.Instance, follow: false);
        following = follower;
        Folder.Publish(shops[1]);
        Assert.True(follower.Look());

        // The word of the generation, and the generation that answered meanwhile.
        Assert.Equal([0, 11], prepared);
    }

    [Fact]
    public void Prepare_Throws_RefusesTheGeneration()
    {
        Folder.Publish(shops[0]);
        FollowerOptions options = new()
        {
            Mode = OpenMode.Quick,
            Prepare = index =>
            {
                if (SmallShops.WordOf(index) == 1)
                {
                    throw new InvalidDataException("placement \"home\": no such facet");
                }
            },
        };
        using IndexFollower follower = IndexFollower.Open(_folder.Root, options, SystemFiles.Instance, follow: false);
        Folder.Publish(shops[1]);
        Assert.False(follower.Look());
        Assert.Equal((1, 2, "placement \"home\": no such facet"), (follower.Status.Generation, follower.Status.RefusedGeneration, follower.Status.Refusal));
        using TemporaryFolder other = new();
        new GenerationFolder(other.Root).Publish(shops[1]);
        Assert.Throws<InvalidDataException>(() => IndexFollower.Open(other.Root, options, SystemFiles.Instance, follow: false));
    }

    [Theory]
    [InlineData("missing", "no such file")]
    [InlineData("damaged", "checksum")]
    [InlineData("another", "is another snapshot than was published")]
    [InlineData("pointer", "is damaged")]
    [InlineData("no pointer", "nothing was published")]
    public void Look_UnusableGeneration_StaysAndSaysSoThenRecovers(string fault, string message)
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        byte[] bytes = File.ReadAllBytes(shops[1]);
        Put(2, bytes, publication: 2);
        string pointer = _folder.File("CURRENT");
        byte[] sound = File.ReadAllBytes(pointer);
        switch (fault)
        {
            case "missing":
                File.Delete(Folder.PathOf(2));
                break;
            case "damaged":
                bytes[^4096] ^= 1;
                Write(Folder.PathOf(2), bytes);
                break;
            case "another":
                Write(Folder.PathOf(2), File.ReadAllBytes(shops[2]));
                break;
            case "pointer":
                Write(pointer, sound[..^1]);
                break;
            default:
                File.Delete(pointer);
                break;
        }

        int told = 0;
        for (int look = 0; look < 3; look++)
        {
            Assert.False(follower.Look());
            Assert.Contains(message, follower.Status.Refusal, StringComparison.Ordinal);
            told++;
        }

        Assert.Equal((1, 3), (follower.Status.Generation, told));
        Write(Folder.PathOf(2), File.ReadAllBytes(shops[1]));
        Write(pointer, sound);
        bool swapped = false;
        for (int look = 0; look < 8 && !swapped; look++)
        {
            swapped = follower.Look();
        }

        Assert.True(swapped);
        Assert.Equal((2, null), (follower.Status.Generation, follower.Status.Refusal));
    }

    [Fact]
    public void Open_NothingToAnswerFrom_Throws()
    {
        Assert.Throws<GenerationException>(() => IndexFollower.Open(_folder.Root));
        Assert.ThrowsAny<IOException>(() => IndexFollower.Open(_folder.File("none")));
        File.WriteAllText(_folder.File("CURRENT"), "0");
        Assert.Throws<GenerationException>(() => IndexFollower.Open(_folder.Root));
        Assert.Throws<ArgumentOutOfRangeException>(() => IndexFollower.Open(_folder.Root, new FollowerOptions { PollInterval = TimeSpan.Zero }));
    }

    [Fact]
    public void Dispose_WhileLeased_RefusesNewLeasesAndUnmapsAfterTheLast()
    {
        Folder.Publish(shops[0]);
        IndexFollower follower = IndexFollower.Open(_folder.Root);
        ProductIndex index;
        using (IndexLease lease = follower.Acquire())
        {
            index = lease.Index;
            follower.Dispose();
            follower.Dispose();
            Assert.Throws<ObjectDisposedException>(() => follower.Acquire().Dispose());
            Assert.Equal(0, SmallShops.WordOf(lease.Index));
        }

        WaitFor(() => IsClosed(index));
    }

    [Fact]
    public void Search_UnderLease_AllocatesNothing()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        BoundFilter filter = follower.CreateFilter(f => f.InCategory("shoes"));
        Neighbor[] hits = new Neighbor[5];
        Ask();
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Ask();
            }
        }));

        void Ask()
        {
            using IndexLease lease = follower.Acquire();
            Assert.True(lease.Index.Search(s_vector, hits, new SearchOptions { Filter = lease.Filter(filter) }).Count > 0);
        }
    }

    /// <summary>CPU time of the thread, the least of some tries: how busy the machine is does not show in it. The bound is wide, the figure is told.</summary>
    [Fact]
    public void Acquire_AndDispose_CostsNanoseconds()
    {
        Folder.Publish(shops[0]);
        using IndexFollower follower = Manual();
        const int leases = 200_000;
        double least = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long start = LibC.ThreadCpuNanoseconds();
            Lease(follower, leases);
            least = Math.Min(least, (LibC.ThreadCpuNanoseconds() - start) / (double)leases);
        }

        output.WriteLine($"{least:F1} ns a lease");
        Assert.InRange(least, 0, 100);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static void Lease(IndexFollower follower, int leases)
    {
        for (int i = 0; i < leases; i++)
        {
            using IndexLease lease = follower.Acquire();
        }
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
        {
            Thread.Sleep(10);
        }

        Assert.True(condition());
    }

    private static bool IsClosed(ProductIndex index)
    {
        try
        {
            index.TryGetOrdinal("p-1", out _);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    private IndexFollower Manual(string? folder = null) => IndexFollower.Open(folder ?? _folder.Root, new FollowerOptions(), SystemFiles.Instance, follow: false);

    /// <summary>What a publisher that looks at nothing would do.</summary>
    private void Put(int number, byte[] snapshot, long publication)
    {
        Write(Folder.PathOf(number), snapshot);
        UInt128 content = BinaryPrimitives.ReadUInt128LittleEndian(snapshot.AsSpan(SnapshotLayout.ContentHash));
        Write(_folder.File("CURRENT"), new CurrentPointer(publication, number, number, content).ToBytes());
    }
}
