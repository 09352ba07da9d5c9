namespace ProductSpace.Tests;

/// <summary>
/// Bytes that a piece of work allocates on its thread. The runtime counts a thread's unused rest of memory as allocated when
/// a collection on another thread takes it away, up to 8 KiB; and where tests share an index, one may find that another has
/// taken the scratch that was large enough. Hence the least of some tries. What really allocates does so in each of them.
/// </summary>
internal static class Allocated
{
    private const int Tries = 5;

    public static long Least(Action work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Tries && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
