package net.teardown.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Netty on the JDK's selectors; it has no idle timeout unless one is added. */
record NettyServer(boolean aggregates, boolean tls) implements Maker {

  /** A server whose {@link HttpObjectAggregator} has the limit. */
  static Maker aggregating() {
    return new NettyServer(true, false);
  }

  /** A server whose handler checks the length, answers and closes. */
  static Maker closing() {
    return new NettyServer(false, false);
  }

  /** As {@link #closing}, behind an {@link SslHandler}. */
  static Maker closingOverTls() {
    return new NettyServer(false, true);
  }

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) throws Exception {
    SslContext context =
        tls ? SslContextBuilder.forServer(TlsSide.CERTIFICATE.toKeyManagerFactory()).build() : null;
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (context != null) {
                      channel.pipeline().addLast(context.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpServerKeepAliveHandler());
                    if (aggregates) {
                      channel.pipeline().addLast(new HttpObjectAggregator(Server.LIMIT));
                    }
                    channel.pipeline().addLast(new Answering());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return new Running(
        ((InetSocketAddress) listener.localAddress()).getPort(),
        Objects.requireNonNull(Version.identify().get("netty-codec-http")).artifactVersion(),
        () -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
  }

  private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {

    private boolean refused;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (!(message instanceof HttpRequest request) || refused) {
        return;
      }
      if (HttpUtil.getContentLength(request, 0L) > Server.LIMIT) {
        refused = true;
        HttpResponse refusal = answer(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "too large\n");
        HttpUtil.setKeepAlive(refusal, false);
        context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
      } else {
        context
            .writeAndFlush(answer(HttpResponseStatus.OK, "ok\n"))
            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      }
    }

    private static HttpResponse answer(HttpResponseStatus status, String text) {
      ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
      var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
      HttpUtil.setContentLength(response, body.readableBytes());
      return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }
}
