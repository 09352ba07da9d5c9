using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Generations.Tests.Faults;
using ProductSpace.Hosting.Deltas;
using ProductSpace.Hosting.Tests.Faults;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>
/// What a failing device and a power cut leave of a delta: every call fails once, before and after it took effect, and every
/// state that a cut can leave is looked at. What was acknowledged is there, in order and without holes; each way to do it
/// wrong is seen.
/// </summary>
public class DeltaFaultTests(DeltaBases bases, ITestOutputHelper output) : IClassFixture<DeltaBases>
{
    private const string Psd = "/shop/0.psd";
    private const int MostCalls = 200;

    [Theory]
    [InlineData("no space left on device")]
    [InlineData("not permitted")]
    public void Write_AnyCallFails_LosesNothingAcknowledged(string error)
    {
        int calls = 0;
        int rotated = 0;
        bool failed = true;
        while (failed)
        {
            calls++;
            failed = false;
            foreach (bool afterwards in new[] { false, true })
            {
                ModelDisk disk = new();
                FailingFiles failing = new(disk, calls, () => error == "not permitted" ? new UnauthorizedAccessException(error) : new IOException(error), afterwards);
                Steps steps = new(bases, failing);
                Exception? fault = Record.Exception(steps.Run);
                failed |= failing.HasFailed;
                Assert.True(fault is null or IOException or UnauthorizedAccessException, fault?.ToString());
                rotated += steps.Rotations;
                Assert.Null(Lost(disk.Durable(), steps.Acknowledged, steps.Written));

                // The next writer goes on.
                Steps next = new(bases, disk) { First = 1_000 };
                next.Run();
                Assert.Null(Lost(disk.Durable(), next.Acknowledged, next.Written, first: 1_000));
            }
        }

        Assert.InRange(calls, 20, MostCalls);
        Assert.NotEqual(0, rotated);
    }

    /// <summary>A flush whose error is swallowed acknowledges what is not there.</summary>
    [Fact]
    public void Twin_SwallowedFlush_IsCaught()
    {
        bool caught = false;
        for (int calls = 1; calls < 60 && !caught; calls++)
        {
            ModelDisk disk = new();
            FailingFiles failing = new(disk, calls, () => new IOException("no"), afterwards: false);
            Steps steps = new(bases, new SwallowingFiles(failing));
            Record.Exception(steps.Run);
            caught = Lost(disk.Durable(), steps.Acknowledged, steps.Written) is not null;
        }

        Assert.True(caught);
    }

    [Fact]
    public void Write_PowerCutAnywhere_LosesNothingAcknowledged()
    {
        (int states, string? bad) = Cut(PublishTwin.None);
        output.WriteLine($"{states:N0} states");
        Assert.Null(bad);
        Assert.InRange(states, 30, int.MaxValue);
    }

    [Theory]
    [InlineData(PublishTwin.NoFileFlush)]
    [InlineData(PublishTwin.NoDirectoryFlush)]
    [InlineData(PublishTwin.RenamesBeforeFlush)]
    [InlineData(PublishTwin.WritesInPlace)]
    public void Twin_BrokenProtocol_IsCaught(PublishTwin twin) => Assert.NotNull(Cut(twin).Bad);

    private (int States, string? Bad) Cut(PublishTwin twin)
    {
        ModelDisk disk = new() { Twin = twin };
        Steps steps = new(bases, disk);
        int states = 0;
        string? bad = null;
        HashSet<string> seen = [];
        disk.AfterStep = () =>
        {
            foreach (Dictionary<string, byte[]> state in disk.PowerCuts())
            {
                string key = $"{steps.Acknowledged} {steps.Written} {(state.TryGetValue(Psd, out byte[]? bytes) ? System.IO.Hashing.XxHash3.HashToUInt64(bytes) : 0)}";
                if (seen.Add(key))
                {
                    states++;
                    bad ??= Lost(state, steps.Acknowledged, steps.Written);
                }
            }
        };
        Exception? fault = Record.Exception(steps.Run);
        return (states, bad ?? (twin == PublishTwin.None ? fault?.ToString() : fault?.Message));
    }

    /// <summary>What a file does not hold of the acknowledged writes, or holds without the ones before; null where all is well.</summary>
    private static string? Lost(Dictionary<string, byte[]> files, int acknowledged, int written, int first = 0)
    {
        if (!files.TryGetValue(Psd, out byte[]? bytes))
        {
            return acknowledged > 0 ? "no file" : null;
        }

        try
        {
            HashSet<string> ids = [];
            foreach (DeltaRecord record in DeltaContent.Parse(Psd, bytes).Records)
            {
                ids.Add(record.Id);
            }

            int there = 0;
            while (ids.Contains(Steps.IdOf(first + there)))
            {
                there++;
            }

            int count = ids.Count(id => int.Parse(id[2..], System.Globalization.CultureInfo.InvariantCulture) >= first);
            return there < acknowledged ? $"{there} of {acknowledged} acknowledged writes"
                : count != there ? $"a hole behind {there}"
                : there > written ? $"{there} of {written} writes" : null;
        }
        catch (DeltaException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Writes, flushes, compacts, closes and opens again; knows what was acknowledged.</summary>
    private sealed class Steps(DeltaBases bases, Memory.IFileOperations files)
    {
        public int Written { get; private set; }

        public int Acknowledged { get; private set; }

        public int Rotations { get; private set; }

        public int First { get; init; }

        public static string IdOf(int number) => $"w-{number}";

        public void Run()
        {
            for (int session = 0; session < 2; session++)
            {
                ProductDelta? delta = null;
                try
                {
                    delta = ProductDelta.Open(Psd, bases.Indexes[0], new DeltaOptions { Capacity = 4_096 }, files);
                    for (int group = 0; group < 3; group++)
                    {
                        Write(delta);
                        Write(delta);
                        Flush(delta);
                        Rotations += delta.Status.Rotations > 0 ? 1 : 0;
                        if (group == 1)
                        {
                            delta.Compact();
                            Acknowledged = Written;
                        }
                    }
                }
                finally
                {
                    delta?.Abandon();
                    bases.Indexes[0].DeltaLog = null;
                }
            }
        }

        private void Write(ProductDelta delta)
        {
            float[] vector = new float[bases.Shop.Dimension];
            vector[Written % vector.Length] = 1;
            Written++;
            delta.Upsert(new DeltaProduct { Id = IdOf(First + Written - 1), Vector = vector });
        }

        private void Flush(ProductDelta delta)
        {
            delta.Flush();
            Acknowledged = Written;
        }
    }

    /// <summary>As the runtime's own flush does.</summary>
    private sealed class SwallowingFiles(Memory.IFileOperations inner) : ForwardingFiles(inner)
    {
        public override Memory.INewFile CreateNew(string path) => new Writer(base.CreateNew(path));

        private sealed class Writer(Memory.INewFile inner) : Memory.INewFile
        {
            public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

            public void Flush() => Record.Exception(inner.Flush);

            public void Dispose() => inner.Dispose();
        }
    }
}
