using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

public class AlignedBufferTests
{
    [Fact]
    public void View_AfterDispose_Throws()
    {
        AlignedBuffer<int> buffer = new(10);
        buffer.View[9] = 7;
        Assert.Equal(7, buffer.View[9]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View[10]);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.View);
    }
}
