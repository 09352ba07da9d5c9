using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Generations;

namespace ProductSpace.Tests.Child;

/// <summary>
/// Answers the same questions over and over on a thread, and once more for each line that it is sent; says the hash of all
/// answers, vectors and ids included. A test overwrites the file under it.
/// </summary>
internal static class ServingShop
{
    public static int Run(string folder, bool guarded)
    {
        using IndexFollower follower = IndexFollower.Open(folder, new FollowerOptions { GuardOverwrites = guarded });
        ulong first = Ask(follower);
        long wrong = 0;
        long asked = 0;
        new Thread(() =>
        {
            while (true)
            {
                if (Ask(follower) != first)
                {
                    Interlocked.Increment(ref wrong);
                }

                Interlocked.Increment(ref asked);
            }
        })
        {
            IsBackground = true,
        }.Start();
        Say($"serving {first:x}");
        while (Console.In.ReadLine() is not null)
        {
            // At least one round begins and ends from here on.
            long now = Interlocked.Read(ref asked);
            while (Interlocked.Read(ref asked) < now + 2)
            {
                Thread.Sleep(1);
            }

            Say($"{(Interlocked.Read(ref wrong) == 0 && Ask(follower) == first ? "right" : "wrong")} {Interlocked.Read(ref asked)}");
        }

        return 0;
    }

    private static void Say(FormattableString text)
    {
        Console.Out.Write(text.ToString(CultureInfo.InvariantCulture) + "\n");
        Console.Out.Flush();
    }

    private static ulong Ask(IndexFollower follower)
    {
        XxHash3 hash = new();
        Neighbor[] hits = new Neighbor[8];
        using IndexLease lease = follower.Acquire();
        float[] vector = new float[lease.Index.Dimension];
        for (int ordinal = 0; ordinal < lease.Index.Count; ordinal++)
        {
            lease.Index.GetVector(ordinal, vector);
            hash.Append(MemoryMarshal.AsBytes(vector.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(lease.Index.GetProductId(ordinal).AsSpan()));
            if (lease.Index.Search(vector, hits).Count > 0)
            {
                hash.Append(MemoryMarshal.AsBytes(hits.AsSpan()));
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
